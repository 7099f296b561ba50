/**
 * What a platform must be able to do. Copy platforms/slack to add one and name it in index.ts;
 * test/platforms/contract.ts says what every one of them must do.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Message } from '../messages/message.ts';

export type { Log, LogFields } from '../log.ts';

/** The network's codes for a request that never left: whatever it was to do is certainly not done. */
export const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A request whose body the server has read. Bolt takes `rawBody` where there is one instead of reading itself. */
export type BufferedRequest = IncomingMessage & { rawBody: Buffer };

/** Answers one path of our port. It checks the platform's signature on `rawBody`. */
export type HttpHandler = (request: BufferedRequest, response: ServerResponse) => unknown;

/** Where a message stands, in the platform's own words (Slack's `ts`, Discord's message id). */
export type Ref = string;

/** `slack:T0123/C0456` -> platform `slack`, place `T0123/C0456`. */
export function splitAddress(address: string): { platform: string; place: string } {
  const colon = address.indexOf(':');
  return { platform: address.slice(0, Math.max(0, colon)), place: address.slice(colon + 1) };
}

/** The workspace or server of a channel's address: `slack:T0123/C0456` -> `slack:T0123`. */
export function workspaceOf(address: string): string {
  const slash = address.indexOf('/');
  return slash < 0 ? address : address.slice(0, slash);
}

export interface Post {
  /** The address without the platform: `T0123/C0456`, `<guild>/<channel>`, `demo/calls`. */
  channel: string;
  message: Message;
  /** Random, at most 25 characters: sent along, so that the message can be found again when it is not known to stand. */
  nonce: string;
  /** Answer in the thread of this message. */
  replyTo?: Ref;
}

/**
 * Why a platform did not take a message, and so what a lane does about it:
 * - `transient`: try again later (network, 5xx)
 * - `rate_limited`: try again after `retryAfter`
 * - `channel`: this channel is broken until somebody mends it (bot not invited, archived, gone)
 * - `token`: the whole platform is broken until there is a working token
 * - `message`: this message can never succeed
 * - `mention`: the platform may reject `mentions` alone; post the message again without them
 */
export type ErrorKind = 'transient' | 'rate_limited' | 'channel' | 'token' | 'message' | 'mention';

/**
 * What a limit or a failure concerns: this channel; what was asked (posting, or looking up) in all channels; or
 * everything sent with this token or from this address.
 */
export type LimitScope = 'channel' | 'method' | 'platform';

export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly kind: ErrorKind;
  /** The platform's own word for it (`not_in_channel`, `50001`). */
  readonly code: string;
  /** Milliseconds the platform asks to wait, at most `longestRetryAfter`; null when it names no time that can be read. */
  readonly retryAfter: number | null;
  /** Whether the platform may have done it all the same: the answer is missing, not the request. */
  readonly uncertain: boolean;
  readonly scope: LimitScope;
  /** For `mention`: those of the message's mentions to leave out. */
  readonly mentions: readonly string[];

  /** `message` is a sentence for people: what was refused and what to do, without any secret. */
  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    more: {
      retryAfter?: number | null;
      scope?: LimitScope;
      uncertain?: boolean;
      mentions?: readonly string[];
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.kind = kind;
    this.code = code;
    this.retryAfter = more.retryAfter ?? null;
    this.scope = more.scope ?? 'channel';
    this.uncertain = more.uncertain ?? false;
    this.mentions = more.mentions ?? [];
  }
}

/** A finding of `doctor`. */
export interface Finding {
  /** False when someone has to act: `doctor` exits with 1. */
  ok: boolean;
  /** One sentence. */
  text: string;
  /** Where neither "set up" (ok) nor "failed" (not ok) is true. */
  state?: 'not set up' | 'on hold';
  /** What to do, one sentence or command. */
  fix?: string;
}

/** What becomes of an error of each kind by itself: the wait, for whoever would otherwise wonder. */
const waits: Readonly<Record<ErrorKind, string | null>> = {
  transient: 'Callboard retries by itself. If it stays, check the network and the status page.',
  rate_limited: 'Callboard retries by itself, once the limit has passed.',
  channel: null,
  token: null,
  message: null,
  mention: null,
};

/** A failed question of `doctor` as its finding. */
export function failure(title: string, { kind, message }: PlatformError): Finding {
  const fix = waits[kind];
  return { ok: false, text: `${title}: ${message}`, ...(fix !== null && { fix }) };
}

/** What keeps the bot from posting in a channel. */
export interface PostingProblem {
  /** One sentence for people, with what to do about it. */
  text: string;
  /** Nobody can mend it: there will never be a message there. */
  permanent?: true;
}

/** What only one process may hold at a time. Opening what is open and closing what is closed does nothing. */
export interface PlatformListener {
  /** Connects in the background and stays connected. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** A running platform. It classifies errors and never retries: only lanes retry. */
export interface Platform {
  readonly name: string;
  /**
   * Asks whether the token works, and begins to listen where any number of processes may; throws a PlatformError: of kind
   * `token`, with one clear sentence, when the token is wrong. May be called again when it threw.
   */
  start(): Promise<void>;
  /** Ends everything that is open. */
  stop(): Promise<void>;
  /** What comes from the platform, where a second process would get it a second time: Discord's gateway. */
  readonly listener?: PlatformListener;
  /** From when on a post in this channel keeps the platform's pace, as far as is known: milliseconds, 0 for any time. */
  readyAt(channel: string): number;
  /** Posts and returns where; throws PlatformError only. */
  post(post: Post): Promise<Ref>;
  /**
   * Where the message with this nonce stands, posted at or after `since` (milliseconds); null when it does not, or when
   * posting it again is safe because the platform itself recognizes the nonce. Throws PlatformError only.
   */
  find(channel: string, nonce: string, since: number): Promise<Ref | null>;
  /** Asks whether the token works; throws PlatformError only, of kind `token` when it does not. */
  probe(): Promise<void>;
  /** Replaces a posted message; throws PlatformError only. */
  edit(channel: string, ref: Ref, message: Message): Promise<void>;
  /** Whether a person (the platform's own id) is in a channel, addressed as in `post`; throws PlatformError only. */
  isMember?(channel: string, person: string): Promise<boolean>;
  /**
   * Asks whether a person (the platform's own id) could use these mentions in a channel themselves: null, or why not, for
   * that person. Throws PlatformError only.
   */
  findMentionProblem?(channel: string, person: string, mentions: readonly string[]): Promise<string | null>;
  /** What people call a channel, without a `#` before it; null when the platform does not say. Throws PlatformError only. */
  findChannelName?(channel: string): Promise<string | null>;
  /** Asks what keeps the bot from posting in a channel; null for nothing. Throws PlatformError only. */
  findPostingProblem?(channel: string): Promise<PostingProblem | null>;
  /** Asks the platform whether the token works and what the bot may do there. */
  diagnose(): Promise<Finding[]>;
}

/** A message as somebody points at it; `channel` is an address without the platform, null: where they ask. */
export interface MessageReference {
  channel: string | null;
  ref: Ref;
}

/** What is known of a platform without connecting to it. */
export interface PlatformDescriptor {
  readonly name: string;
  readonly title: string;
  /** The body that would be sent for a message: pure, within the platform's limits for every message. */
  render(message: Message): unknown;
  /** The same as plain text: what people would read of it there, cut where the platform's limits cut it. Not for one that has none. */
  renderText?(message: Message): string;
  /** Whether this is a mention in the platform's own words; what it is not says what would be. */
  checkMention(mention: string): { ok: true } | { ok: false; problem: string };
  /** The message whose link or id this is; null for anything else. `workspace` is where it is asked: `T0123`. */
  parseMessageReference(text: string, workspace: string): MessageReference | null;
  /** Whether this is an address of the platform, without its `name:`. */
  checkAddress(address: string): boolean;
  /** A whole address, to show how one is written: `slack:T0123/C0456`. */
  readonly addressExample: string;
}

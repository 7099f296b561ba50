/**
 * The interface of a platform. To add one, copy platforms/slack and list its descriptor (platform-descriptor.ts) in index.ts;
 * test/platforms/contract.ts tests the behavior that all platforms share.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Event } from '../events/event.ts';
import type { Message } from '../messages/message.ts';

export type { Log, LogFields } from '../log.ts';

/** Network error codes of a request that was never sent: it certainly had no effect. */
export const unsentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A request whose body the server has read. Bolt uses `rawBody` when it exists instead of reading the stream. */
type BufferedRequest = IncomingMessage & { rawBody: Buffer };

/** Handles one path of our port. It checks the platform's signature on `rawBody`. */
export type HttpHandler = (request: BufferedRequest, response: ServerResponse) => unknown;

/** A posted message's id on its platform (Slack's `ts`, Discord's message id). */
export type Ref = string;

/** Splits a channel ID: `slack:T0123/C0456` has the platform `slack` and the place `T0123/C0456`. */
export function splitAddress(address: string): { platform: string; place: string } {
  const colon = address.indexOf(':');
  return { platform: address.slice(0, Math.max(0, colon)), place: address.slice(colon + 1) };
}

/** Returns the workspace or server of a channel ID: `slack:T0123` of `slack:T0123/C0456`. */
export function workspaceOf(address: string): string {
  const slash = address.indexOf('/');
  return slash < 0 ? address : address.slice(0, slash);
}

export interface Post {
  /** The channel ID without the platform: `T0123/C0456`, `<guild>/<channel>`, `demo/calls`. */
  channel: string;
  message: Message;
  /** Random, at most 25 characters, sent with the message: find() looks it up when a post's outcome is unknown. */
  nonce: string;
  /** The events that it reports, in order: for platforms that send data as well as text. */
  events?: readonly Event[];
}

/** A message below another: in its thread on Slack, in the channel with a link to it on Discord. */
export interface ReplyPost extends Post {
  /** The message to reply to; on Slack the first message of its thread. */
  parent: Ref;
  /** Also shows the reply in the channel. Discord always does. */
  broadcast?: boolean;
}

export interface PostedReply {
  ref: Ref;
  /**
   * The message for later replies of the same thread: the parent, or this message when the parent no longer exists and the
   * platform posted this one on its own.
   */
  parent: Ref;
}

/** Finds a reply that may already be posted, at or after `since` (milliseconds). */
export interface ReplyLookup extends Pick<ReplyPost, 'channel' | 'parent' | 'nonce'> {
  since: number;
}

/** The new content of a posted message. Its mentions are shown, and ping only where the platform pings on edits. */
export interface Edit {
  channel: string;
  ref: Ref;
  message: Message;
  /** Identifies this edit: the same one sent again has the same nonce, and a later one with the same content has another. */
  nonce: string;
}

/**
 * The kind of a platform's error, which decides how a lane handles it:
 * - `transient`: try again later (network, 5xx)
 * - `rate_limited`: try again after `retryAfter`
 * - `channel`: this channel is broken until someone fixes it (bot not invited, archived, deleted)
 * - `token`: the whole platform is broken until there is a working token
 * - `message`: this message can never succeed
 * - `mention`: the platform may reject `mentions` alone; post the message again without them
 * - `gone`: the message to edit or to reply to was deleted, or takes no replies. A reply becomes a message of its own
 * - `frozen`: the platform no longer allows edits of this message. Post the change as a reply
 */
export type ErrorKind = 'transient' | 'rate_limited' | 'channel' | 'token' | 'message' | 'mention' | 'gone' | 'frozen';

/**
 * The scope of a limit or a failure: this channel; one method (posting, editing or looking up) in all channels; or every request
 * with this token or from this address.
 */
type LimitScope = 'channel' | 'method' | 'platform';

export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly kind: ErrorKind;
  /** The platform's own error code (`not_in_channel`, `50001`). */
  readonly code: string;
  /** Milliseconds to wait, at most `longestRetryAfter`; null when the platform names no readable time. */
  readonly retryAfter: number | null;
  /** Whether the request may have succeeded anyway: the response is missing, not the request. */
  readonly uncertain: boolean;
  readonly scope: LimitScope;
  /** For `mention`: the mentions to leave out. */
  readonly mentions: readonly string[];

  /** `message` is a sentence for people: the cause and the fix, without any secret. */
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

/** One line of `doctor`. */
export interface Finding {
  /** False when someone has to act: `doctor` exits with 1. */
  ok: boolean;
  /** One sentence. */
  text: string;
  /** The state when neither "set up" (ok) nor "failed" (not ok) fits. */
  state?: 'not set up' | 'on hold';
  /** The fix: a sentence, or the start of one that ends in `command`. */
  fix?: string;
  /** The arguments of `callboard` that end the fix: `deliveries --state failed`. */
  command?: string;
}

/** The next step after a check failed by each kind of error; null: the error says it. */
const nextSteps: Readonly<Record<ErrorKind, ((title: string) => string) | null>> = {
  transient: (title: string) => `Run doctor again. If this continues, check ${title}'s status page.`,
  rate_limited: () => 'Run doctor again when the limit has passed.',
  channel: null,
  token: null,
  message: null,
  mention: null,
  gone: null,
  frozen: null,
};

/** Turns the error of a failed check into a finding. */
export function failure(title: string, { kind, message }: PlatformError): Finding {
  const fix = nextSteps[kind]?.(title) ?? null;
  return { ok: false, text: `${title}: ${message}`, ...(fix !== null && { fix }) };
}

/** A reason why the bot can't post in a channel. */
export interface PostingProblem {
  /** One sentence for people, with the fix. */
  text: string;
  /** It can't be fixed: the bot will never be able to post there. */
  permanent?: true;
  /** People closed the channel; it can be opened again. */
  archived?: true;
}

/** A connection that only one process may hold at a time. open() and close() are idempotent. */
export interface PlatformListener {
  /** Connects in the background and stays connected. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** A platform's client. It classifies errors and never retries: only lanes retry. */
export interface Platform {
  readonly name: string;
  /**
   * Checks the token, and starts to listen where any number of processes may. Throws a PlatformError, of kind `token` when
   * the token is wrong; may be called again after that.
   */
  start(): Promise<void>;
  /** Closes all connections. */
  stop(): Promise<void>;
  /** The connection that one process holds, since each process would receive every event: Discord's gateway. */
  readonly listener?: PlatformListener;
  /**
   * Returns the earliest time within the known rate limits, milliseconds, 0 for any time: for a post or a reply in this
   * channel, or with `edited` for an edit of that message, which has limits of its own.
   */
  readyAt(channel: string, edited?: Ref): number;
  /** Whether a post in this channel is within the known rate limits now. Unlike readyAt(), it reserves no slot. */
  isReady(channel: string): boolean;
  /** Posts a message and returns its id; throws PlatformError only. */
  post(post: Post): Promise<Ref>;
  /**
   * Finds the message with this nonce, posted at or after `since` (milliseconds). Null when it doesn't exist, or when
   * posting it again is safe because the platform itself recognizes the nonce. Throws PlatformError only.
   */
  find(channel: string, nonce: string, since: number): Promise<Ref | null>;
  /** Posts a reply; throws PlatformError only, of kind `gone` when the platform rejects it because of its parent. */
  reply(reply: ReplyPost): Promise<PostedReply>;
  /** Finds a reply like find(), also one that was posted on its own because its parent no longer exists. */
  findReply(lookup: ReplyLookup): Promise<PostedReply | null>;
  /** Replaces a posted message; throws PlatformError only. The same edit again changes nothing, so it needs no lookup. */
  edit(edit: Edit): Promise<void>;
  /** Checks the token; throws PlatformError only, of kind `token` when it doesn't work. */
  probe(): Promise<void>;
  /** Checks whether a user (the platform's id) is in a channel, addressed as in `post`; throws PlatformError only. */
  isMember?(channel: string, user: string): Promise<boolean>;
  /**
   * Checks whether a user (the platform's id) may use these mentions in a channel: null, or the reason why not, written to
   * that user. Throws PlatformError only.
   */
  findMentionProblem?(channel: string, user: string, mentions: readonly string[]): Promise<string | null>;
  /** Looks up a channel's name, without `#`; null when the platform doesn't return one. Throws PlatformError only. */
  findChannelName?(channel: string): Promise<string | null>;
  /** Checks whether the bot can post in a channel: null, or the reason why not. Throws PlatformError only. */
  findPostingProblem?(channel: string): Promise<PostingProblem | null>;
  /** Checks the token and the bot's permissions, for `doctor`. */
  diagnose(): Promise<Finding[]>;
}

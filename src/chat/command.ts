/** A command of `/callboard`: what it is called, and what it, its buttons and its forms need and do. */
import type { Core } from '../operations/core.ts';
import type { ChatResponse, ChatUser, Choice } from '../platforms/chat-protocol.ts';
import type { PostingProblem } from '../platforms/platform.ts';
import type { ReceivingSources } from '../sources/registry.ts';

/** Who asks for what, with what there is to answer it. */
export interface ChatContext {
  core: Core;
  by: ChatUser;
  /** For the audit log: `slack:U0123`. */
  actor: string;
  /** `slack:T0123/C0456` */
  channel: string;
  /** `slack:T0123`: rules of its channels see only its sources and everybody's. */
  workspace: string;
  /** It was asked by what anybody can reach, not by the command; see controls.ts. */
  open?: boolean;
  /**
   * What says that they are in the channel: without it, that they typed there; `shown`, that they were shown something
   * there once; `elsewhere`, nothing.
   */
  there?: 'shown' | 'elsewhere';
  /** Who runs this server: people (`slack:U0123`) and workspaces (`slack:T0123`: its admins). */
  operators: readonly string[];
  /** Whether a person (the platform's own id) is in a channel (its whole address). */
  isMember(person: string, channel: string): Promise<boolean>;
  /** Whether a person could use these mentions in a channel (its whole address) themselves: null, or why not. */
  findMentionProblem(person: string, channel: string, mentions: readonly string[]): Promise<string | null>;
  /** What people call a channel (its whole address), without `#`; null when its platform does not say. */
  findChannelName(channel: string): Promise<string | null>;
  /** What keeps the bot from posting in a channel (its whole address); null for nothing. */
  findPostingProblem(channel: string): Promise<PostingProblem | null>;
  /** Where webhooks of a source arrive, for people to copy: `https://calls.example.com/webhooks/cometchat`. */
  webhookUrl(source: string): string;
  /** The sources that accept webhooks now. */
  receiving(): Promise<ReceivingSources>;
}

/**
 * `see`: whoever is in the channel; `change`: whoever may change its rules and templates; `manage`: the workspace's admins,
 * for what holds in all of its channels; `operate`: whoever runs this server, for what is everybody's. See permission.ts.
 */
export type Need = 'see' | 'change' | 'manage' | 'operate';

/** What somebody can do, and what it needs: always the same, or by what it is about. */
export interface Handler<Asked> {
  needs: Need | ((asked: Asked, context: ChatContext) => Need | Promise<Need>);
  run(asked: Asked, context: ChatContext): Promise<ChatResponse>;
}

/** `about` is what the action was written with; see platforms/chat-action.ts. */
export interface Pressed {
  about: readonly string[];
  /** What was chosen, for a choice. */
  chosen: readonly string[];
}

export interface Submitted {
  about: readonly string[];
  /** Of every field what stands in it; an empty field has none. */
  fields: Readonly<Record<string, readonly string[]>>;
}

/** As a step its `asked` is what was typed after the name. */
export interface ChatCommand extends Handler<string> {
  /** `add`, as it is typed and as its actions begin: `add.form`. */
  name: string;
  /** What it does, one sentence for `help`. */
  summary: string;
  /** As it is typed: `mute <how long>`. */
  usage: string;
  /** By the word after the name; what is `asked` is what was typed after that. */
  verbs?: Readonly<Record<string, Handler<string>>>;
  /** By the part of the action after the name: `form` for `add.form`. */
  actions?: Readonly<Record<string, Handler<Pressed>>>;
  forms?: Readonly<Record<string, Handler<Submitted>>>;
  /** What the words typed so far may become; what is chosen stands for them as it could be typed, whatever its label says. */
  complete?(words: string, context: ChatContext): Promise<readonly Choice[]>;
}

/** Types of a `/callboard` command: its name, its handlers, and the permission that each handler needs. */
import type { Core } from '../operations/core.ts';
import type { ChatResponse, ChatUser, Choice } from '../platforms/chat-protocol.ts';
import type { PostingProblem } from '../platforms/platform.ts';
import type { ReceivingSources } from '../sources/open-sources.ts';

/** One request from chat: the person, the channel, and everything a handler needs to answer. */
export interface ChatContext {
  core: Core;
  by: ChatUser;
  /** For the audit log: `slack:U0123`. */
  actor: string;
  /** `slack:T0123/C0456` */
  channel: string;
  /** `slack:T0123`. Its channels receive events only from its own and from shared sources. */
  workspace: string;
  /** The request came from a control that anyone in the channel can press, not from the command. See action-id.ts. */
  open?: boolean;
  /**
   * Evidence that the person is in the channel. Undefined: they typed there just now. `shown`: they once saw a message
   * there. `elsewhere`: no evidence.
   */
  there?: 'shown' | 'elsewhere';
  /** Operators of this server: people (`slack:U0123`) and workspaces (`slack:T0123`, meaning its admins). */
  operators: readonly string[];
  /** Whether a person (the platform's own ID) is in a channel (full address). */
  isMember(person: string, channel: string): Promise<boolean>;
  /** Null if the person may use these mentions in the channel (full address) themselves, otherwise the reason. */
  findMentionProblem(person: string, channel: string, mentions: readonly string[]): Promise<string | null>;
  /** A channel's display name without `#`, by full address; null when its platform does not report one. */
  findChannelName(channel: string): Promise<string | null>;
  /** The reason why the bot can't post in a channel (full address); null when it can. */
  findPostingProblem(channel: string): Promise<PostingProblem | null>;
  /** A source's webhook URL for people to copy: `https://calls.example.com/webhooks/cometchat`. */
  webhookUrl(source: string): string;
  /** Whether PUBLIC_URL is set. Without it, webhookUrl() is an address on the server itself. */
  hasPublicUrl: boolean;
  /** The sources that accept webhooks now. */
  receiving(): Promise<ReceivingSources>;
  /** The file that every start applies; null without CALLBOARD_CONFIG. */
  configFile: ConfigFile | null;
  /** Collects the settings that this request saves and `configFile` could name. */
  saved: SavedSettings;
}

/** The file that every start applies: its name, and the channels and templates that it names. */
export interface ConfigFile {
  /** `callboard.yaml` */
  name: string;
  channels: ReadonlySet<string>;
  templates: ReadonlySet<string>;
}

/** The addresses of channels and the names of templates for all workspaces that one request saved. */
export interface SavedSettings {
  channels: Set<string>;
  templates: Set<string>;
}

/**
 * A permission level, checked in permissions.ts. `see`: people in the channel. `change`: people who may edit its rules and
 * templates. `manage`: admins of the workspace, for settings of all its channels. `operate`: operators, for settings that
 * all workspaces share.
 */
export type Need = 'see' | 'change' | 'manage' | 'operate';

/** An action and the permission it needs, which may depend on the request. */
export interface Handler<Request> {
  needs: Need | ((request: Request, context: ChatContext) => Need | Promise<Need>);
  run(request: Request, context: ChatContext): Promise<ChatResponse>;
}

/** A pressed button or a choice. */
export interface Pressed {
  /** The values that the action ID carries; see platforms/action-id.ts. */
  args: readonly string[];
  /** The selected values of a choice; empty for a button. */
  chosen: readonly string[];
}

/** A submitted form. */
export interface Submitted {
  /** The values that the action ID carries. */
  args: readonly string[];
  /** The values of each field; none for an empty field. */
  fields: Readonly<Record<string, readonly string[]>>;
}

/** A command. Its own handler receives the text after the command's name. */
export interface ChatCommand extends Handler<string> {
  /** The name as people type it, and the prefix of its action IDs: `add`, `add.form`. */
  name: string;
  /** One sentence for `help`. */
  summary: string;
  /** Syntax for `help`: `mute <duration>`. */
  usage: string;
  /** Handlers by the word after the name (`source add`). Each receives the text after that word. */
  verbs?: Readonly<Record<string, Handler<string>>>;
  /** Handlers by the second part of the action ID: `save` for `add.save`. */
  actions?: Readonly<Record<string, Handler<Pressed>>>;
  /** Form handlers, by the second part of the form's action ID. */
  forms?: Readonly<Record<string, Handler<Submitted>>>;
  /** Handlers that answer with the form again when one of its fields was changed, by the same part. */
  revisions?: Readonly<Record<string, Handler<Submitted>>>;
  /** Completions of the text typed so far. The value of each is the text that replaces it. */
  complete?(words: string, context: ChatContext): Promise<readonly Choice[]>;
}

/** The descriptor of a platform: its facts, settings and pure functions. Other code learns about a platform only from here. */

import type { PublishedSchema } from '../events/published-schema.ts';
import type { Message } from '../messages/message.ts';
import type { SettingsGroup } from '../util/setting.ts';
import type { ChatHandler, SavedForms } from './chat-protocol.ts';
import type { LookalikeOptions } from './lookalike/frame.ts';
import type { HttpHandler, Log, Platform, Ref } from './platform.ts';

/** A message that a user refers to; `channel` is without the platform, null for the channel of the request. */
export interface MessageReference {
  channel: string | null;
  ref: Ref;
}

/** A connected platform, and the handler for its path of our port (`receivesAt`); null when it receives nothing over HTTP. */
export interface Connected {
  platform: Platform;
  handler: HttpHandler | null;
}

/** The proxies for outgoing requests, each '' when unset. */
export interface Proxies {
  http: string;
  https: string;
  no: string;
}

/** Everything a platform gets from its surroundings. `doctor` gives no callbacks. */
export interface ConnectContext {
  log: Log;
  /** Null: no proxies. */
  proxy: Proxies | null;
  /** Called with a channel that may work again (`T0123/C0456`), or with the prefix of several (`<guild>/`). */
  onChannelRecovered(placePrefix: string): void;
  /** Called with the reason when a request at `receivesAt` is rejected; with null when one is accepted again. */
  onRequestVerified(rejection: string | null): void;
  /** Answers chat requests, and stores saved forms. */
  handleChat?: ChatHandler;
  forms?: SavedForms;
  /** Number of processes that use the token: they share the limits of a whole workspace or bot. */
  processes?: (() => number) | undefined;
}

/** Words for the permissions of a platform where admins restrict who uses the command. */
export interface CommandPermission {
  /** The permission to change rules: `Manage Channels`. */
  readonly editing: string;
  /** The permission to manage the whole workspace: `Manage Server`. */
  readonly managing: string;
  /** The place of its settings: `Server Settings > Integrations`. */
  readonly settings: string;
  /** The people who may change rules: `people with Manage Channels`. */
  readonly editors: string;
  /** One of them: `someone with Manage Channels`. */
  readonly anEditor: string;
  /** The people who manage the whole workspace: `people with Manage Server`. */
  readonly admins: string;
}

/** The platform's part of `callboard manifest`. */
export interface AppSetup<Settings = unknown> {
  /** The option `--<platform> <value>`. */
  readonly option?: {
    /** `Discord application ID (default: DISCORD_APPLICATION_ID)` */
    readonly description: string;
    /** Matches valid values; `problem` is the error for others. */
    readonly pattern: RegExp;
    readonly problem: string;
    readonly example: string;
  };
  /** `url` is our public URL, null for none; `value` the option's. The settings are null where the platform isn't set up. */
  write(options: { url: string | null; value: string | null; settings: Settings | null }): AppSetupText;
}

interface AppSetupText {
  /** Comment lines above the document. */
  readonly comments: readonly string[];
  /** Printed as YAML, to be pasted; null for none. One platform has one. */
  readonly document: object | null;
  /** The value for `--json`. */
  readonly json: unknown;
}

/** The console's imitation of a platform. */
export interface Lookalike {
  /** HTML of one message by its request body, from render(). Pure, and safe for any `body`. */
  html(body: unknown, options?: LookalikeOptions): string;
  /** The CSS file of its HTML. Every selector has the platform's name in it. */
  readonly styles: URL;
}

/** The facts and pure functions of a platform that need no connection, and the function that connects it. */
export interface PlatformDescriptor<Settings = unknown> {
  readonly name: string;
  readonly title: string;
  /** Renders the request body for a message: pure, and within the platform's limits for every message. */
  render(message: Message): unknown;
  /** Renders a message as the plain text that people would read there, cut by the platform's limits; undefined without limits. */
  renderText?(message: Message): string;
  /** Converts a mention as people type or select it to the platform's own syntax. Returns other text unchanged. */
  readMention(typed: string): string;
  /** Checks a mention in the platform's own syntax; `problem` names the right syntax. */
  checkMention(mention: string): { ok: true } | { ok: false; problem: string };
  /** How to write mentions in a form's field, where a person can't be selected by name. At most 90 characters. */
  readonly mentionHint?: string;
  /** Set if people select names from a list as they type @: the platform's word for a group of people. */
  readonly groupWord?: 'group' | 'role';
  /** Parses a message link or id; null for other text. `workspace` is the requesting one: `T0123`. */
  parseMessageReference(text: string, workspace: string): MessageReference | null;
  /** Checks a channel ID without the platform's name. */
  checkAddress(address: string): boolean;
  /** Fields that a form can have. */
  readonly fieldsPerForm: number;
  /** An example of a whole channel ID: `slack:T0123/C0456`. */
  readonly addressExample: string;
  /** The environment variable that sets the platform up; undefined for one that works without settings. */
  readonly tokenSetting?: string;
  /** The published JSON Schema of the bodies that it sends. */
  readonly schema?: PublishedSchema;
  /** Its environment variables. */
  readonly settings?: SettingsGroup<Settings>;
  /** Creates the platform, not started yet, and loads its SDK. Rejects with a sentence when the settings can't work. */
  connect?(settings: Settings, context: ConnectContext): Promise<Connected>;
  /** The path of our port at which the platform sends requests with these settings; null for none. */
  receivesAt?(settings: Settings): string | null;
  /** How the console shows a message as this platform does; undefined for a platform without its own look. */
  readonly lookalike?: Lookalike;
  /** How the bot gets into a channel, one sentence: `In Slack, invite @Callboard to a channel.` */
  readonly firstStep?: string;
  /** The platform's word for a workspace; default: workspace. */
  readonly workspaceWord?: 'server' | 'workspace';
  /** Set if admins can restrict who uses the command: the words for the permissions that chat checks. */
  readonly commandPermission?: CommandPermission;
  /** Set if a request doesn't prove that the person is still in the channel, so that chat looks it up. */
  readonly checksMembership?: true;
  /** Whether a channel, without the platform's name, is a direct message, which anyone can open. */
  isDirect?(place: string): boolean;
  /** How `callboard manifest` helps to create the platform's app. */
  readonly appSetup?: AppSetup<Settings>;
  /** The IDs of people and workspaces in OPERATORS: a pattern and an example. */
  readonly operatorIds?: { readonly pattern: string; readonly example: string };
}

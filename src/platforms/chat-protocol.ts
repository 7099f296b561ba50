/**
 * How people talk to Callboard from chat, in words that each platform's folder turns into its own and back: what somebody
 * did comes in as a ChatRequest, what they see goes out as an ChatResponse. What it all means is in commands/, once for all
 * platforms.
 */
import type { Message } from '../messages/message.ts';
import type { Ref } from './platform.ts';

/** Who asks. */
export interface ChatUser {
  /** The platform's own id, `U0123`. */
  id: string;
  /** As people read it; hostile. */
  name: string;
  /** Whether the platform says that they manage this channel (Discord: Manage Channels; Slack: its channel managers). */
  manager: boolean;
  /** Whether the platform itself let them use the command here, where it asks for a permission, as Discord does. */
  entitled?: boolean;
  /** Whether they are of another workspace, or let into some channels only: what every member may, they may not. */
  guest?: boolean;
  /** Why it is not known who they are, one sentence: then they may what anybody may. */
  unknown?: string;
  /** Whether they administer the workspace or server. */
  admin: boolean;
}

export interface ChatRequest {
  by: ChatUser;
  /** Where, without the platform's name: `T0123/C0456`; null outside of any channel (Slack's App Home). */
  channel: string | null;
  /** The workspace or server, `T0123`. */
  workspace: string;
  input: Input;
}

export type Input =
  /** `/callboard <words>`: what was typed, `add call.missed if call.kind == "video"`; empty for the menu. */
  | { is: 'command'; words: string }
  /** What of a command is typed so far, to be completed. */
  | { is: 'completion'; words: string }
  /** A button was pressed, or something chosen: the control's action and, for a choice, what was chosen. */
  | { is: 'action'; action: string; chosen: readonly string[] }
  /** A form was sent: its action, and of every field what stands in it; an empty field has none. */
  | { is: 'submission'; action: string; fields: Readonly<Record<string, readonly string[]>> }
  /** *Why?* was asked of a message. */
  | { is: 'why'; message: Ref }
  /** The bot joined the channel. */
  | { is: 'joined' }
  /** The answer to `joined` could not be posted: it is owed again. */
  | { is: 'greeting-failed' }
  /** The App Home was opened. */
  | { is: 'home' };

/** What they see. Nobody else does, but for a reply that says so. */
export type ChatResponse =
  | Reply
  | { is: 'form'; form: Form }
  /** The form stays open, with a word under every field that is wrong; `form` holds what was sent. */
  | { is: 'invalid'; problems: Readonly<Record<string, string>>; form: Form }
  /** The value of each is all that would be typed. */
  | { is: 'completions'; choices: readonly Choice[] }
  /** Nothing is to be said. */
  | { is: 'nothing' };

export interface Reply {
  is: 'reply';
  message: Message;
  /** Rows from top to bottom below the message. */
  controls?: readonly ControlRow[];
  /** Messages as they would stand in the channel, shown below. */
  previews?: readonly Message[];
  /** Everybody in the channel sees it. */
  public?: boolean;
  /** What stands below the title is secret: it is in no notification, which phones show while they are locked. */
  secret?: true;
  /** It takes the place of the message whose control was used, where that is possible. */
  replaces?: boolean;
  /** Nothing was done: a form that was sent stays open with what stands in it, where that is possible. */
  keepsFormOpen?: true;
}

/** At most five buttons, or one choice. */
export type ControlRow = { is: 'buttons'; buttons: readonly Button[] } | Select;

export interface Button {
  /** At most 75 characters. */
  label: string;
  /** As every action that a platform gets, at most 100 characters: commands/chat/kept-actions.ts sees to that. */
  action: string;
  style?: 'primary' | 'danger';
}

export interface Select {
  is: 'select';
  /** What to choose, at most 100 characters. */
  placeholder: string;
  action: string;
  /** At most 25. */
  choices: readonly Choice[];
}

export interface Choice {
  /** At most 75 characters. */
  label: string;
  /** At most 75 characters; in a form 100. */
  value: string;
  /** At most 75 characters. */
  description?: string;
}

/** At most five fields: a Discord modal has no more. */
export interface Form {
  /** At most 24 characters: a Slack modal's title has no more. */
  title: string;
  /** Who handles it, with what it needs to know (see chat-action.ts). */
  action: string;
  /** The button's words, at most 24 characters. */
  submit: string;
  /** A sentence or two above the fields. */
  intro?: string;
  fields: readonly Field[];
}

/** `label` at most 45 characters, `hint` at most 100. */
export type Field = { name: string; label: string; hint?: string; optional?: boolean } & (
  | { is: 'text'; value?: string; lines?: 'one' | 'many'; most?: number }
  /** At most 25 choices, of which `value` are chosen. `none` is the choice of nothing, where a platform lists that one too. */
  | { is: 'select'; choices: readonly Choice[]; value?: readonly string[]; many?: boolean; none?: string }
  /** Many choices, at most 100; a platform that cannot list them takes their values as text, between commas. */
  | { is: 'list'; choices: readonly Choice[]; value?: readonly string[] }
  /** One of any number of choices, the likeliest first; a platform that cannot list them all takes its value as text. */
  | { is: 'one'; choices: readonly Choice[]; value?: readonly string[]; none?: string }
);

/** Forms that wait behind a button, where a platform cannot open them at once: any process finds what another kept. */
export interface SavedForms {
  /** Keeps it for who asks, where they ask; gives its id, 16 characters of base64url. */
  save(form: Form, request: Pick<ChatRequest, 'by' | 'channel'>): Promise<string>;
  /** Null when it is gone, or waits for somebody else or elsewhere. */
  find(id: string, request: Pick<ChatRequest, 'by' | 'channel'>): Promise<Form | null>;
}

/** Takes what a platform was asked; never throws: what goes wrong is an answer too. */
export type ChatHandler = (request: ChatRequest) => Promise<ChatResponse>;

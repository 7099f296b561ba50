/**
 * The protocol between the platforms and chat/. A platform turns a user's action into a ChatRequest, and the ChatResponse
 * into its own messages and forms. chat/ handles requests once for all platforms.
 */
import { z } from 'zod';
import type { ActionButton, Message } from '../messages/message.ts';
import type { Ref } from './platform.ts';

/** The answer about a message that reports no event: of another author, or Callboard's greeting and public replies. */
export const cannotExplain =
  'I can’t explain this message: it isn’t about an event. Run /callboard why to see recent events.';

/** The user who sends a request. */
export interface ChatUser {
  /** The platform's own id, `U0123`. */
  id: string;
  /** The display name; hostile. */
  name: string;
  /** Whether they manage this channel (Discord: Manage Channels; Slack: workspace admins). */
  manager: boolean;
  /** Whether the platform has checked that they may use the command here; Discord checks its command permissions. */
  mayUseCommand?: boolean;
  /** Whether they belong to another workspace or see some channels only: members' permissions don't apply to them. */
  guest?: boolean;
  /** Why their role could not be looked up, one sentence; they then have only the permissions of everyone. */
  unknown?: string;
  /** Whether they administer the workspace or server. */
  admin: boolean;
}

export interface ChatRequest {
  by: ChatUser;
  /** The channel without the platform's name: `T0123/C0456`; null outside of any channel (Slack's App Home). */
  channel: string | null;
  /** The workspace or server, `T0123`. */
  workspace: string;
  input: Input;
}

export type Input =
  /** `/callboard <words>`, such as `add call.missed if call.kind == "video"`; empty for the menu. */
  | { is: 'command'; words: string }
  /** The start of a command, to be completed. */
  | { is: 'completion'; words: string }
  /** A button was pressed or an option selected: the control's action id, and the selected values. */
  | { is: 'action'; action: string; chosen: readonly string[] }
  /** A form was submitted: its action id, and the values of each field; an empty field has none. */
  | { is: 'submission'; action: string; fields: Readonly<Record<string, readonly string[]>> }
  /** A field was changed that decides which fields are shown: the form's action id, and the values of the shown fields. */
  | { is: 'revision'; action: string; fields: Readonly<Record<string, readonly string[]>> }
  /** *Why?* was chosen on a message. */
  | { is: 'why'; message: Ref }
  /** The bot joined the channel. */
  | { is: 'joined' }
  /** The greeting for `joined` could not be posted, so the next `joined` greets again. */
  | { is: 'greeting-failed' }
  /** The App Home was opened. */
  | { is: 'home' };

/** An input that a user makes, not the platform. */
export type UserInput = Exclude<Input, { is: 'joined' | 'greeting-failed' | 'home' }>;

/** Parses a user's input that was sent as JSON. */
export const userInputSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('command'), words: z.string() }),
  z.object({ is: z.literal('completion'), words: z.string() }),
  z.object({ is: z.literal('action'), action: z.string(), chosen: z.array(z.string()) }),
  z.object({ is: z.literal('submission'), action: z.string(), fields: z.record(z.string(), z.array(z.string())) }),
  z.object({ is: z.literal('revision'), action: z.string(), fields: z.record(z.string(), z.array(z.string())) }),
  z.object({ is: z.literal('why'), message: z.string() }),
]) satisfies z.ZodType<UserInput>;

/** The response to a request. Only the requesting user sees it, unless a reply is `public`. */
export type ChatResponse =
  | Reply
  | { is: 'form'; form: Form }
  /** The form stays open, with a problem under each invalid field; `form` holds the submitted values. */
  | { is: 'invalid'; problems: Readonly<Record<string, string>>; form: Form }
  /** Completions; each value is the whole command line. */
  | { is: 'completions'; choices: readonly Choice[] }
  /** No visible response. */
  | { is: 'nothing' };

export interface Reply {
  is: 'reply';
  message: Message;
  /** Rows from top to bottom below the message. */
  controls?: readonly ControlRow[];
  /** Previews of messages as they would appear in the channel, shown below. */
  previews?: readonly Message[];
  /** Everyone in the channel sees it. */
  public?: boolean;
  /** The content below the title is secret and left out of notifications, which locked phones show. */
  secret?: true;
  /** It replaces the message whose control was used, where the platform can. */
  replaces?: boolean;
  /** Nothing changed: a submitted form stays open with its values, where the platform can. */
  keepsFormOpen?: true;
}

/** At most five buttons, or one menu. */
export type ControlRow = { is: 'buttons'; buttons: readonly ActionButton[] } | Select;

export interface Select {
  is: 'select';
  /** At most 100 characters. */
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

/** At most as many fields as the platform's descriptor says. */
export interface Form {
  /** At most 24 characters: a Slack modal's title has no more. */
  title: string;
  /** The action id of its submission (see action-id.ts). */
  action: string;
  /** The submit button's label, at most 24 characters. */
  submit: string;
  /** A sentence or two above the fields. */
  intro?: string;
  /** For reference, below the intro. */
  lists?: readonly NameList[];
  fields: readonly Field[];
}

/** Names that the form's text fields can use. The page inserts a pressed one. */
export interface NameList {
  label: string;
  /** `text` as people write it, `note` its meaning or value. `at`: the value is this time, in seconds since 1970. */
  names: readonly { text: string; note: string; at?: number }[];
  /** Less used: where a platform can, folded or below the fields. */
  folded?: boolean;
}

/** Writes a list as plain text, for platforms whose forms have no buttons: a name and its note on each line. */
export function writeNames({ label, names }: NameList): string {
  return [`${label}:`, ...names.map(({ text, note }) => `${text} ${note}`.trim())].join('\n');
}

/** `label` at most 45 characters, `hint` at most 100. */
export type Field = FieldBase &
  (
    | { is: 'text'; value?: string; lines?: 'one' | 'many'; most?: number }
    /** At most 25 choices; `value` are selected. `none` labels the empty choice where a platform lists one. */
    | { is: 'select'; choices: readonly Choice[]; value?: readonly string[]; many?: boolean; none?: string }
    /** At most 100 choices; a platform that can't list them takes comma-separated values as text. */
    | { is: 'list'; choices: readonly Choice[]; value?: readonly string[] }
    /** One of any number of choices, the likeliest first; a platform that can't list them all takes the value as text. */
    | { is: 'one'; choices: readonly Choice[]; value?: readonly string[]; none?: string }
  );

interface FieldBase {
  name: string;
  label: string;
  hint?: string;
  optional?: boolean;
  /** Values of other fields, by name: the field is shown only while each has one of them. Platforms may always show it. */
  shownFor?: Readonly<Record<string, readonly string[]>>;
  /** Shown under *More options*, where the platform can fold it. */
  folded?: boolean;
}

/** Stores forms behind a button, for when a platform can't open one at once. All processes share them. */
export interface SavedForms {
  /** Saves a form for the user and channel of the request; returns its id, 16 characters of base64url. */
  save(form: Form, request: Pick<ChatRequest, 'by' | 'channel'>): Promise<string>;
  /** Finds a saved form; null when it has expired, or belongs to another user or channel. */
  find(id: string, request: Pick<ChatRequest, 'by' | 'channel'>): Promise<Form | null>;
}

/** Handles a request; never throws: an error becomes a response too. */
export type ChatHandler = (request: ChatRequest) => Promise<ChatResponse>;

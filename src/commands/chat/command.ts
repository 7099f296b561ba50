/** A command of `/callboard`: what it is called, who may use it, and what it and its buttons and forms do. */
import type { Core } from '../../core.ts';
import type { Answer, Choice, Person } from '../../platforms/chat.ts';

/** Who asks for what, with what there is to answer it. */
export interface Context {
  core: Core;
  by: Person;
  /** For the audit log: `slack:U0123`. */
  actor: string;
  /** `slack:T0123/C0456` */
  channel: string;
  /** `slack:T0123`: rules of its channels see only its sources and everybody's. */
  workspace: string;
  /** It was asked by what anybody can reach, not by the command; see controls.ts. */
  open?: boolean;
  /** Whether a person (the platform's own id) is in a channel (its whole address). */
  belongs(person: string, channel: string): Promise<boolean>;
  /** Where webhooks of a source arrive, for people to copy: `https://calls.example.com/webhooks/cometchat`. */
  webhookUrl(source: string): string;
}

/** `see`: whoever is in the channel; `change`: whoever may change its rules; `admin`: the workspace's admins. */
export type Need = 'see' | 'change' | 'admin';

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

export interface ChatCommand {
  /** `add`, as it is typed and as its actions begin: `add.form`. */
  name: string;
  /** What it does, one sentence for `help`. */
  summary: string;
  /** As it is typed: `mute <how long>`. */
  usage: string;
  need: Need;
  /** `words` is what was typed after the name. */
  run(words: string, context: Context): Promise<Answer>;
  /** By the part of the action after the name: `form` for `add.form`. Each may need more than the command itself. */
  actions?: Readonly<Record<string, { need?: Need; run(pressed: Pressed, context: Context): Promise<Answer> }>>;
  forms?: Readonly<Record<string, { need?: Need; run(submitted: Submitted, context: Context): Promise<Answer> }>>;
  /** What the words typed so far may become. */
  complete?(words: string, context: Context): Promise<readonly Choice[]>;
}

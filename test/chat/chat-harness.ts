/** Chat without a platform: requests as a platform sends them, answered by the real router on a real database. */

import { pino } from 'pino';
import type { ConfigFile } from '../../src/chat/command.ts';
import { createChat } from '../../src/chat/router.ts';
import type { ActionButton } from '../../src/messages/message.ts';
import { toText } from '../../src/messages/message-text.ts';
import type { Core } from '../../src/operations/core.ts';
import type {
  ChatResponse,
  ChatUser,
  Choice,
  ControlRow,
  Form,
  Input,
  Reply,
} from '../../src/platforms/chat-protocol.ts';
import { type PostingProblem, splitAddress } from '../../src/platforms/platform.ts';
import type { RuleBody } from '../../src/rules/rule.ts';
import { listReceivingSources, type SourceConfig } from '../../src/sources/open-sources.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import type { DatabaseKind } from '../../src/store/tables.ts';
import { openTestCore } from '../databases.ts';

/** A person and the place that their request comes from. */
export interface TestUser extends Partial<ChatUser> {
  /** `slack` by default. */
  platform?: string;
  /** `T1` by default. */
  workspace?: string;
  /** `T1/C1` by default; null in the App Home. */
  channel?: string | null;
}

/** A member, and the user of every request that names no other. */
export const ada = { id: 'U1', name: 'Ada', manager: false, admin: false } satisfies TestUser;
/** Manages channels. */
export const bob = { id: 'U2', name: 'Bob', manager: true } satisfies TestUser;
/** An admin of the workspace. */
export const cleo = { id: 'U3', name: 'Cleo', manager: true, admin: true } satisfies TestUser;

/** The default channel. */
export const here = 'slack:T1/C1';

/** The user in the channel of this address. */
export function at(address: string, user: TestUser = {}): TestUser {
  const { platform, place } = splitAddress(address);
  return { ...user, platform, workspace: place.slice(0, place.lastIndexOf('/')), channel: place };
}

export interface TestChat {
  core: Core;
  /** The log, JSON lines. */
  logged: string[];
  /** Errors that the platform throws from now on: for members of channels, for places it can't post in, for mentions. */
  failures: { members?: Error; postingProblems?: Error; mentions?: Error };
  /** Display names of channels, by address. */
  names: Map<string, string>;
  /** The reasons why the bot can't post in a channel, by address. */
  postingProblems: Map<string, PostingProblem>;
  /** Mentions that the platform allows to no one from now on. */
  forbiddenMentions: Set<string>;
  /** Removes a person from a channel: `U1 slack:T1/C1`. */
  leave(member: string): void;
  request(input: Input, from?: TestUser): Promise<ChatResponse>;
  /** Types `/callboard <words>`. */
  type(words: string, from?: TestUser): Promise<ChatResponse>;
  /** Presses the button of an answer that has this label. */
  press(answer: ChatResponse, label: string, from?: TestUser): Promise<ChatResponse>;
  /** Sends an action ID, as an old or a forged button does. `chosen` has the selected values. */
  pressAction(action: string, from?: TestUser, chosen?: readonly string[]): Promise<ChatResponse>;
  /** Selects a value in the first menu of an answer. */
  choose(answer: ChatResponse, value: string, from?: TestUser): Promise<ChatResponse>;
  /** Submits a form. `changes` replace the values that its fields show; an empty text clears a field. */
  submit(form: Form | ChatResponse, changes: Changes, from?: TestUser): Promise<ChatResponse>;
}

/** Values by the field's name. */
type Changes = Record<string, string | string[]>;

export interface TestChatOptions {
  /** SQLite by default. */
  kind?: DatabaseKind;
  /** The database of a running app; by default one of its own. */
  core?: Core;
  /** Members of channels other than the one that they use: `U1 slack:T1/C2`. */
  members?: readonly string[];
  /** People (`slack:U1`) and workspaces (`slack:T1`). */
  operators?: readonly string[];
  /** The settings of the default endpoints; by default none accepts webhooks. */
  sources?: SourceConfig;
  /** The file that every start applies; none by default. */
  configFile?: ConfigFile | null;
  /** Whether PUBLIC_URL is set; it is by default. */
  hasPublicUrl?: boolean;
  /** The user of every request, and their channel; `ada` in `here` by default. */
  user?: TestUser;
}

const noSources: SourceConfig = { host: '0.0.0.0', providers: {}, platforms: {} };

/** Opens chat. A person is in the channel that their request comes from, until they leave it. */
export async function openChat({
  kind = 'sqlite',
  core: running,
  members = [],
  operators = [],
  sources = noSources,
  configFile = null,
  hasPublicUrl = true,
  user,
}: TestChatOptions = {}): Promise<TestChat> {
  const core = running ?? (await openTestCore(kind));
  const logged: string[] = [];
  const failures: TestChat['failures'] = {};
  const left = new Set<string>();
  const forbiddenMentions: TestChat['forbiddenMentions'] = new Set();
  const names: TestChat['names'] = new Map();
  const postingProblems: TestChat['postingProblems'] = new Map();
  const chatFor = (presentMember: string) =>
    createChat({
      core,
      log: pino({ level: 'debug' }, { write: line => void logged.push(line) }),
      async isMember(person, channel) {
        if (failures.members) throw failures.members;
        const member = `${person} ${channel}`;
        return !left.has(member) && (member === presentMember || members.includes(member));
      },
      operators,
      async findMentionProblem(person, channel, mentions) {
        if (failures.mentions) throw failures.mentions;
        const forbidden = mentions.find(mention => forbiddenMentions.has(mention));
        return forbidden === undefined ? null : `${person} can’t use ${forbidden} in ${channel}`;
      },
      findChannelName: async channel => names.get(channel) ?? null,
      async findPostingProblem(channel) {
        if (failures.postingProblems) throw failures.postingProblems;
        return postingProblems.get(channel) ?? null;
      },
      hasPublicUrl,
      webhookUrl: source => `https://calls.example.com/webhooks/${source}`,
      receiving: async () => listReceivingSources(sources, await core.loadSources(core.database.db)),
      configFile,
    });
  const request: TestChat['request'] = (input, from) => {
    const { platform, workspace, channel, ...by } = { ...at(here, ada), ...ada, ...user, ...from };
    const chat = chatFor(`${by.id} ${platform}:${channel}`);
    return chat(platform ?? 'slack')({ by, channel: channel ?? null, workspace: workspace ?? 'T1', input });
  };
  const pressAction: TestChat['pressAction'] = (action, from, chosen = []) =>
    request({ is: 'action', action, chosen }, from);
  return {
    core,
    logged,
    failures,
    names,
    postingProblems,
    forbiddenMentions,
    leave: member => void left.add(member),
    request,
    type: (words, from) => request({ is: 'command', words }, from),
    press: (answer, label, from) => pressAction(actionOf(answer, label), from),
    pressAction,
    choose(answer, value, from) {
      const select = rowsOf(answer).find(row => row.is === 'select');
      if (!select?.choices.some(choice => choice.value === value)) {
        throw new Error(`No menu has ${value} in: ${textOf(answer)}`);
      }
      return pressAction(select.action, from, [value]);
    },
    submit(shown, changes, from) {
      const form = 'fields' in shown ? shown : formOf(shown);
      const fields = { ...shownValues(form), ...toFields(changes) };
      return request({ is: 'submission', action: form.action, fields }, from);
    },
  };
}

/** Replaces the rules of a channel. Each posts every event unless it says otherwise. */
export async function putRules({ database }: Core, rules: Partial<RuleBody>[], address = here): Promise<void> {
  const whole = rules.map(rule => ({ on: '*', do: 'post' as const, ...rule }));
  await database.db.transaction().execute(tx => putChannel(tx, { address, rules: whole }));
}

/** The form of an answer. */
export function formOf(answer: ChatResponse): Form {
  if (answer.is === 'form' || answer.is === 'invalid') return answer.form;
  throw new Error(`The answer isn't a form: ${textOf(answer)}`);
}

/** The reply of an answer. */
export function asReply(answer: ChatResponse): Reply {
  if (answer.is === 'reply') return answer;
  throw new Error(`The answer isn't a reply: ${JSON.stringify(answer)}`);
}

/** A reply as plain text; any other answer as JSON. */
export function textOf(answer: ChatResponse): string {
  return answer.is === 'reply' ? toText(answer.message) : JSON.stringify(answer);
}

/** The previewed messages of a reply, as plain text. */
export const previewsOf = (answer: ChatResponse) => (asReply(answer).previews ?? []).map(toText);

const rowsOf = (answer: ChatResponse): readonly ControlRow[] => asReply(answer).controls ?? [];

/** The buttons of a reply, in order. */
export function buttonsOf(answer: ChatResponse): ActionButton[] {
  return rowsOf(answer).flatMap(row => (row.is === 'buttons' ? row.buttons : []));
}

/** The choices of a reply's menus, in order. */
export function choicesOf(answer: ChatResponse): Choice[] {
  return rowsOf(answer).flatMap(row => (row.is === 'select' ? row.choices : []));
}

/** The labels of a reply's buttons and the placeholders of its menus, in order. */
export function labelsOf(answer: ChatResponse): string[] {
  return rowsOf(answer).flatMap(row =>
    row.is === 'buttons' ? row.buttons.map(button => button.label) : [row.placeholder],
  );
}

function actionOf(answer: ChatResponse, label: string): string {
  const found = buttonsOf(answer).find(button => button.label === label);
  if (!found) throw new Error(`No button ${label} among ${labelsOf(answer).join(', ')} of: ${textOf(answer)}`);
  return found.action;
}

/** The values that an unchanged form submits. */
function shownValues({ fields }: Form): Record<string, readonly string[]> {
  return Object.fromEntries(fields.map(({ name, value = [] }) => [name, [value].flat()]));
}

function toFields(changes: Changes): Record<string, string[]> {
  return Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value === '' ? [] : [value].flat()]));
}

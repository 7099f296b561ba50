/** Callboard as a platform asks it: requests like a skin's, against a real store. */
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createChat } from '../../src/chat/router.ts';
import type { Inline, Message } from '../../src/messages/message.ts';
import { type Core, openCore } from '../../src/operations/core.ts';
import type { ChatResponse, ChatUser, Form, Input, Reply } from '../../src/platforms/chat-protocol.ts';
import type { PostingProblem } from '../../src/platforms/platform.ts';
import { listReceivingSources } from '../../src/sources/open-sources.ts';
import type { DatabaseKind } from '../../src/store/tables.ts';
import { createTestDatabase } from '../databases.ts';

export interface Asker extends Partial<ChatUser> {
  platform?: string;
  workspace?: string;
  channel?: string | null;
}

export interface Chat {
  core: Core;
  /** What was logged, JSON lines. */
  logged: string[];
  /** From now on the platform does not say who is where. */
  failMembers(error: Error): void;
  /** From now on the platform does not say where the bot can post. */
  failPostingProblems(error: Error): void;
  /** From now on the platform does not say who may use which mention. */
  failMentions(error: Error): void;
  /** What channels are called, and what keeps the bot from posting in them, by address. */
  names: Map<string, string>;
  postingProblems: Map<string, PostingProblem>;
  /** Mentions that the platform lets nobody use from now on. */
  forbiddenMentions: Set<string>;
  /** From now on this person is not there any more: `U1 slack:T1/C1`. */
  leave(who: string): void;
  ask(input: Input, from?: Asker): Promise<ChatResponse>;
  /** `/callboard <words>` */
  type(words: string, from?: Asker): Promise<ChatResponse>;
  /** Presses what is labelled so in an answer. */
  press(answer: ChatResponse, label: string, from?: Asker): Promise<ChatResponse>;
  /** Chooses from the first choice of an answer. */
  choose(answer: ChatResponse, value: string, from?: Asker): Promise<ChatResponse>;
  /** Sends a form with these fields in place of what stands in them. */
  send(answer: ChatResponse, fields: Record<string, string[]>, from?: Asker): Promise<ChatResponse>;
}

/** Where nothing is set up but what a test adds. */
const configured = { host: '0.0.0.0', cometchat: null, videosdk: null, slack: null, discord: null };

export const here = 'slack:T1/C1';

/** `members` are the people that are in other channels than where they ask: `U1 slack:T1/C2`. */
export async function openChat(
  kind: DatabaseKind = 'sqlite',
  members: readonly string[] = [],
  operators: readonly string[] = [],
): Promise<Chat> {
  const place = await createTestDatabase(kind);
  const core = await openCore(place.url);
  onTestFinished(async () => {
    await core.close();
    await place.remove();
  });
  const logged: string[] = [];
  let broken: Error | null = null;
  let silent: Error | null = null;
  let mute: Error | null = null;
  const left = new Set<string>();
  const forbiddenMentions: Chat['forbiddenMentions'] = new Set();
  const names: Chat['names'] = new Map();
  const postingProblems: Chat['postingProblems'] = new Map();
  /** Whoever asks is where they ask, until they leave. */
  const askAs = (asker: string) =>
    createChat({
      core,
      log: pino({ level: 'debug' }, { write: line => void logged.push(line) }),
      async isMember(person, channel) {
        if (broken) throw broken;
        const who = `${person} ${channel}`;
        return !left.has(who) && (who === asker || members.includes(who));
      },
      operators,
      findMentionProblem: async (person, channel, mentions) => {
        if (mute) throw mute;
        const forbidden = mentions.find(mention => forbiddenMentions.has(mention));
        return forbidden === undefined ? null : `${person} can’t use ${forbidden} in ${channel}`;
      },
      findChannelName: async channel => names.get(channel) ?? null,
      async findPostingProblem(channel) {
        if (silent) throw silent;
        return postingProblems.get(channel) ?? null;
      },
      webhookUrl: source => `https://calls.example.com/webhooks/${source}`,
      receiving: async () => listReceivingSources(configured, await core.loadSources(core.database.db)),
    });
  const ask: Chat['ask'] = (input, { platform = 'slack', workspace = 'T1', channel = 'T1/C1', ...more } = {}) => {
    const by = { id: 'U1', name: 'Ada', manager: false, admin: false, ...more };
    return askAs(`${by.id} ${platform}:${channel}`)(platform)({ by, channel, workspace, input });
  };
  return {
    core,
    logged,
    failMembers(error) {
      broken = error;
    },
    failPostingProblems(error) {
      silent = error;
    },
    failMentions(error) {
      mute = error;
    },
    names,
    postingProblems,
    forbiddenMentions,
    leave: who => void left.add(who),
    ask,
    type: (words, from) => ask({ is: 'command', words }, from),
    press: (answer, label, from) => ask({ is: 'action', action: actionOf(answer, label), chosen: [] }, from),
    choose: (answer, value, from) => {
      const select = asReply(answer).controls?.find(row => row.is === 'select');
      if (!select?.choices.some(choice => choice.value === value)) {
        throw new Error(`${value} is not on offer in ${textOf(answer)}`);
      }
      return ask({ is: 'action', action: select.action, chosen: [value] }, from);
    },
    send: (answer, fields, from) => {
      const form = formOf(answer);
      return ask({ is: 'submission', action: form.action, fields: { ...standing(form), ...fields } }, from);
    },
  };
}

export function formOf(answer: ChatResponse): Form {
  if (answer.is === 'form' || answer.is === 'invalid') return answer.form;
  throw new Error(`This is no form: ${textOf(answer)}`);
}

export function asReply(answer: ChatResponse): Reply {
  if (answer.is === 'reply') return answer;
  throw new Error(`This is no reply: ${JSON.stringify(answer)}`);
}

/** All that a reply says, a line for the title and for every block. */
export function textOf(answer: ChatResponse): string {
  return answer.is === 'reply' ? textOfMessage(answer.message) : JSON.stringify(answer);
}

export function textOfMessage({ title, blocks }: Message): string {
  const lines = blocks.flatMap(block => {
    if (block.type === 'list')
      return block.items.map((item, at) => `${block.ordered ? `${(block.from ?? 1) + at}.` : '-'} ${plain(item)}`);
    return 'content' in block ? [plain(block.content)] : [];
  });
  return [plain(title), ...lines].join('\n');
}

export function labelsOf(answer: ChatResponse): string[] {
  return (asReply(answer).controls ?? []).flatMap(row =>
    row.is === 'buttons' ? row.buttons.map(button => button.label) : [row.placeholder],
  );
}

function actionOf(answer: ChatResponse, label: string): string {
  const buttons = (asReply(answer).controls ?? []).flatMap(row => (row.is === 'buttons' ? row.buttons : []));
  const found = buttons.find(button => button.label === label);
  if (!found) throw new Error(`There is no button ${label} among ${labelsOf(answer).join(', ')} of: ${textOf(answer)}`);
  return found.action;
}

/** What a form is sent with when nobody touches it. */
function standing({ fields }: Form): Record<string, readonly string[]> {
  return Object.fromEntries(
    fields.map(field => {
      const value = field.value ?? [];
      return [field.name, typeof value === 'string' ? [value] : value];
    }),
  );
}

function plain(content: readonly Inline[]): string {
  return content.map(part => ('text' in part ? part.text : part.type === 'time' ? part.fallback : ' ')).join('');
}

/** A command of chat asked as chat.ts asks it, on a real store. */
import { onTestFinished } from 'vitest';
import type { ChatCommand, ChatContext } from '../../src/chat/command.ts';
import { perform } from '../../src/chat/permissions.ts';
import { toText } from '../../src/messages/message-text.ts';
import { type Core, openCore } from '../../src/operations/core.ts';
import { decodeActionId } from '../../src/platforms/action-id.ts';
import type { Button, ChatResponse, ChatUser, Form, Reply } from '../../src/platforms/chat-protocol.ts';
import type { RuleBody } from '../../src/rules/rule.ts';
import { listReceivingSources } from '../../src/sources/open-sources.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import type { DatabaseKind } from '../../src/store/tables.ts';
import { createTestDatabase } from '../databases.ts';

export const ann: ChatUser = { id: 'U1', name: 'Ann', manager: false, admin: false };
export const bob: ChatUser = { id: 'U2', name: 'Bob', manager: true, admin: false };
export const admin: ChatUser = { id: 'U3', name: 'Cleo', manager: true, admin: true };

export async function openTestCore(kind: DatabaseKind): Promise<Core> {
  const place = await createTestDatabase(kind);
  const core = await openCore(place.url);
  onTestFinished(async () => {
    await core.close();
    await place.remove();
  });
  return core;
}

/** Where nothing is set up but what a test adds. */
const configured = { host: '0.0.0.0', cometchat: null, videosdk: null, slack: null, discord: null };

export function contextOf(core: Core, by: ChatUser = ann, channel = 'slack:T1/C1'): ChatContext {
  return {
    core,
    by,
    actor: `slack:${by.id}`,
    channel,
    workspace: channel.slice(0, channel.indexOf('/')),
    operators: [],
    isMember: async () => true,
    findMentionProblem: async () => null,
    findChannelName: async () => null,
    findPostingProblem: async () => null,
    webhookUrl: source => `https://calls.example.com/webhooks/${source}`,
    receiving: async () => listReceivingSources(configured, await core.loadSources(core.database.db)),
  };
}

export async function putRules({ database }: Core, rules: Partial<RuleBody>[], address = 'slack:T1/C1'): Promise<void> {
  const whole = rules.map(rule => ({ on: '*', do: 'post' as const, ...rule }));
  await database.db.transaction().execute(tx => putChannel(tx, { address, rules: whole }));
}

/** `/callboard <command> <words>`, for those who may. */
export function run(command: ChatCommand, words: string, context: ChatContext): Promise<ChatResponse> {
  const [first = '', ...others] = words.split(' ');
  const verb = command.verbs?.[first];
  return verb ? perform(verb, others.join(' '), context) : perform(command, words, context);
}

export function press(
  command: ChatCommand,
  action: string,
  context: ChatContext,
  chosen: string[] = [],
): Promise<ChatResponse> {
  const { part, args } = partOf(action, command);
  const found = command.actions?.[part];
  if (!found) throw new Error(`There is no action ${action}.`);
  return perform(found, { args, chosen }, context);
}

export function submit(
  command: ChatCommand,
  form: Form,
  changes: Record<string, string>,
  context: ChatContext,
): Promise<ChatResponse> {
  const { part, args } = partOf(form.action, command);
  const found = command.forms?.[part];
  if (!found) throw new Error(`There is no form ${form.action}.`);
  const standing = form.fields.map(field => [field.name, [field.value ?? []].flat()]);
  const changed = Object.entries(changes).map(([field, value]) => [field, value === '' ? [] : [value]]);
  return perform(found, { args, fields: Object.fromEntries([...standing, ...changed]) }, context);
}

function partOf(action: string, command: ChatCommand) {
  const id = decodeActionId(action);
  const isPart = id?.is === 'part' && id.command === command.name;
  return isPart ? { part: id.part, args: id.args } : { part: '', args: [] };
}

export function asReply(answer: ChatResponse): Reply {
  if (answer.is !== 'reply') throw new Error(`It is no reply but ${JSON.stringify(answer)}.`);
  return answer;
}

export function asForm(answer: ChatResponse): Form {
  if (answer.is !== 'form') throw new Error(`It is no form but ${JSON.stringify(answer)}.`);
  return answer.form;
}

export const textOf = (answer: ChatResponse) => toText(asReply(answer).message);
export const previewsOf = (answer: ChatResponse) => (asReply(answer).previews ?? []).map(toText);

export function buttonsOf(answer: ChatResponse): Button[] {
  return (asReply(answer).controls ?? []).flatMap(row => (row.is === 'buttons' ? row.buttons : []));
}

export function choicesOf(answer: ChatResponse) {
  return (asReply(answer).controls ?? []).flatMap(row => (row.is === 'select' ? row.choices : []));
}

/** Presses the button with this label. */
export function pressLabel(
  command: ChatCommand,
  answer: ChatResponse,
  label: string | RegExp,
  context: ChatContext,
): Promise<ChatResponse> {
  const found = buttonsOf(answer).find(button =>
    typeof label === 'string' ? button.label === label : label.test(button.label),
  );
  if (!found) throw new Error(`There is no button ${label}, only ${buttonsOf(answer).map(one => one.label)}.`);
  return press(command, found.action, context);
}

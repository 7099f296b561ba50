/** A store with two Slack workspaces and the preview one. Runs any step of any command as any user, and compares the store. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { onTestFinished } from 'vitest';
import { ruleDrafts } from '../../../src/chat/rules/form/rule-draft.ts';
import { fingerprint, ruleUndos } from '../../../src/chat/rules/undo-rule.ts';
import { templateDrafts } from '../../../src/chat/templates/template-form.ts';
import { writeAction } from '../../../src/platforms/action-id.ts';
import type { ChatResponse } from '../../../src/platforms/chat-protocol.ts';
import type { Rule, RuleBody } from '../../../src/rules/rule.ts';
import { insertDeliveries, newPost } from '../../../src/store/deliveries/insert-deliveries.ts';
import { addEvents } from '../../../src/store/events/insert-events.ts';
import { muteChannel, putChannel } from '../../../src/store/settings/channels.ts';
import { greetOnce } from '../../../src/store/settings/greetings.ts';
import { readChannel } from '../../../src/store/settings/rules.ts';
import { globalScope, saveTemplate } from '../../../src/store/settings/templates.ts';
import { type Access, saveAccess } from '../../../src/store/settings/workspaces.ts';
import { putSource } from '../../../src/store/sources/sources.ts';
import { openChat, type TestUser, textOf } from '../chat-harness.ts';
import { compareDumps, watchStore } from './store-watch.ts';

export interface World {
  /** Tries `add`, `source rotate`, `press add.save` or `submit add.form` with a StepCase's input, then restores the store. */
  attempt(step: string, input: string, who: TestUser): Promise<Attempt>;
  /** JSON lines. */
  logged: readonly string[];
}

export interface Attempt {
  /** The whole text of a reply, or `form <title>`, `invalid <problems>`, `nothing`. */
  shown: string;
  /** The tables that changed, sorted, between spaces. */
  changed: string;
  /** The owners of the changed rows, other than this person's workspace and its channels; see compareDumps(). */
  others: string[];
}

const workspaces = {
  'slack:T1': { channel: 'slack:T1/C1', other: 'slack:T1/C2', source: 't1', foreign: 't2' },
  'slack:T2': { channel: 'slack:T2/C1', other: 'slack:T2/C2', source: 't2', foreign: 't1' },
  'preview:demo': { channel: 'preview:demo/calls', other: 'preview:demo/meetings', source: 'demo', foreign: 't1' },
} as const;
type Workspace = keyof typeof workspaces;

const rules: RuleBody[] = [
  { on: 'call.missed', do: 'post' },
  { on: '*', do: 'ignore' },
  { on: 'call.ended', do: 'post', paused: true },
];
const template = { title: 'Ring', body: '', color: null, buttons: [] };
const ref = '1700000000.000001';

/** The values of a form's fields. */
const fields: Record<string, Record<string, string[]>> = {
  'add.form': { on: ['call.missed'], do: ['ignore'] },
  'templates.preview': { title: ['Ring'] },
  'source.create': { provider: ['cometchat'], for: ['workspace'] },
};

/** `access`: who may change rules in slack:T1. `people`: the IDs of people who are in every channel. */
export async function openWorld(access: Access, people: readonly string[]): Promise<World> {
  const others = Object.values(workspaces).flatMap(({ channel, other }) => [channel, other]);
  const members = people.flatMap(id => others.map(channel => `${id} ${channel}`));
  const chat = await openChat({ members, operators: ['slack:UOPS'] });
  for (const channel of others) chat.leave(`UOUT ${channel}`);
  const { database } = chat.core;
  const { db } = database;

  const about = { source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' };
  const event = { ...about, subject: 'ada', time: null, notes: [] };
  const [stored] = await addEvents(database, [{ event, raw: '{}', key: ['1'], problems: [], receivedAt: Date.now() }]);
  if (typeof stored?.seq !== 'number') throw new Error('The event was not stored.');
  const { id: eventId, seq: eventSeq } = stored;
  const credentials = { username: 'ann', password: 'secret' };

  await db.transaction().execute(async tx => {
    await saveAccess(tx, 'slack:T1', access);
    for (const [workspace, { channel, other, source }] of Object.entries(workspaces)) {
      for (const address of [channel, other]) await putChannel(tx, { address, rules });
      await putSource(tx, { name: source, workspace, provider: 'cometchat', credentials }, 1);
      for (const scope of [workspace, channel]) {
        await saveTemplate(tx, { scope, name: 'call.missed', body: template, author: 'x' }, 1);
      }
      const [rule] = (await readChannel(tx, channel)).rules;
      if (rule) await insertDeliveries(tx, [newPost({ id: eventId, seq: eventSeq }, rule, 'queued')], Date.now());
    }
    await putSource(tx, { name: 'shared', workspace: null, provider: 'cometchat', credentials }, 1);
    await saveTemplate(tx, { scope: globalScope, name: 'call.missed', body: template, author: 'x' }, 1);
    await tx.updateTable('deliveries').set({ state: 'posted', ref }).execute();
  });
  const { rows } = await sql<{ file: string }>`pragma database_list`.execute(db);
  const store = watchStore(rows[0]?.file ?? '');
  onTestFinished(store.close);

  async function ruleAt(channel: string, position: number): Promise<Rule> {
    const rule = (await readChannel(db, channel)).rules[position];
    if (!rule) throw new Error(`${channel} has no rule ${position + 1}.`);
    return rule;
  }

  /** Replaces a placeholder; drafts are made for this person, and the last three prepare the channel. */
  async function fill(word: string, actor: string, workspace: Workspace): Promise<string> {
    const { channel, other, source, foreign } = workspaces[workspace];
    const owner = { actor, channel };
    const now = Date.now();
    const drafted: RuleBody = { on: 'call.missed', do: 'post', urgent: true };
    switch (word) {
      // A new rule; an edit of a rule that someone else has changed since; that rule's mark.
      case '$draft':
        return ruleDrafts.save(db, owner, { rule: drafted, place: null, id: null, based: null }, now);
      case '$outdated': {
        const { id } = await ruleAt(channel, 0);
        return ruleDrafts.save(db, owner, { rule: drafted, place: null, id, based: drafted }, now);
      }
      case '$mark':
        return fingerprint(await ruleAt(channel, 0));
      // The first rule of the other channel, which equals this channel's first rule.
      case '$copied':
        return (await ruleAt(other, 0)).id;
      case '$removed':
        return ruleUndos.save(
          db,
          owner,
          { id: randomUUID(), before: { rule: drafted, position: 0 }, after: null },
          now,
        );
      // An edit of a template; an edit of one that someone else has saved since.
      case '$template':
      case '$stale': {
        const typed = { title: 'Ring', body: 'New', color: 'none', buttons: '' };
        const seen = word === '$stale' ? 0 : 1;
        const basedOn = { channel: seen, workspace: seen, everywhere: seen };
        return templateDrafts.save(db, owner, { name: 'call.missed', scope: 'channel', basedOn, typed }, now);
      }
      case '$rule':
        return (await ruleAt(channel, 0)).id;
      case '$second':
        return (await ruleAt(channel, 1)).id;
      case '$paused':
        return (await ruleAt(channel, 2)).id;
      case '$event':
        return eventId;
      case '$ref':
        return ref;
      case '$here':
        return channel.slice(channel.indexOf(':') + 1);
      case '$other':
        return other.slice(other.indexOf(':') + 1);
      case '$own':
        return source;
      case '$foreign':
        return foreign;
      case '$new':
        return randomUUID().slice(0, 8);
      case '$muted':
        await muteChannel(db, channel, now + 60_000);
        return '';
      case '$empty':
        await db.transaction().execute(tx => putChannel(tx, { address: channel, rules: [] }));
        return '';
      case '$greeted':
        await greetOnce(db, channel, now);
        return '';
      default:
        return word;
    }
  }

  return {
    logged: chat.logged,
    async attempt(step, input, who) {
      const { platform = 'slack', workspace = 'T1', id = 'U1' } = who;
      const address = `${platform}:${workspace}` as Workspace;
      const [words = [], chosen = []] = await Promise.all(
        input
          .split(' > ')
          .map(part => Promise.all(part.split(' ').map(word => fill(word, `${platform}:${id}`, address)))),
      );
      const before = store.read();
      const shown = describe(await run(step, words, chosen, who));
      const { changed, owners } = compareDumps(before, store.read());
      store.restore();
      const others = owners.filter(owner => owner !== address && !owner.startsWith(`${address}/`));
      return { shown, changed: changed.join(' '), others };
    },
  };

  function run(
    step: string,
    words: readonly string[],
    chosen: readonly string[],
    who: TestUser,
  ): Promise<ChatResponse> {
    const [kind = '', called = ''] = step.split(' ');
    const name = called as `${string}.${string}`;
    if (kind === 'press') return chat.pressAction(writeAction(name, ...words), who, chosen);
    if (kind !== 'submit' && kind !== 'revise') return chat.type(`${step} ${words.join(' ')}`, who);
    const is = kind === 'submit' ? 'submission' : 'revision';
    return chat.request({ is, action: writeAction(name, ...words), fields: fields[name] ?? {} }, who);
  }
}

function describe(answer: ChatResponse): string {
  switch (answer.is) {
    case 'reply':
      return textOf(answer);
    case 'form':
      return `form ${answer.form.title}`;
    case 'invalid':
      return `invalid ${JSON.stringify(answer.problems)}`;
    default:
      return answer.is;
  }
}

/** A store with a workspace in it that others must not change, and a way to ask any step of any command. */
import { randomUUID } from 'node:crypto';
import type { Answer } from '../../../src/platforms/chat.ts';
import { writeAction } from '../../../src/platforms/chat-action.ts';
import { putChannel } from '../../../src/store/channels.ts';
import { keepDraft } from '../../../src/store/drafts.ts';
import { listSources, putSource } from '../../../src/store/sources.ts';
import { everywhere, listVersions } from '../../../src/store/templates.ts';
import { readAccess } from '../../../src/store/workspaces.ts';
import { type Asker, type Chat, here, openChat } from './chat.ts';

export interface World {
  chat: Chat;
  /** Puts the rules and sources back that every step is asked about. */
  renew(): Promise<void>;
  /**
   * `add`, `source rotate`, `press add.save`, `submit add.form`; in `asked` stand for something fresh: `$draft` a rule,
   * `$removed` a removed one, `$template` a template's, `$new` a name, and `$rule` the id of the first rule.
   */
  ask(step: string, asked: string, who: Asker): Promise<Answer>;
  /** All that belongs to the workspace slack:T1 or to everybody. */
  snapshot(): Promise<unknown>;
}

const theirs = ['slack:T2/C1', 'preview:demo/calls'];
const rules = [
  { on: 'call.missed', do: 'notify' as const },
  { on: '*', do: 'ignore' as const },
];
const sources = [
  { name: 'ours', workspace: 'slack:T1' },
  { name: 'shared', workspace: null },
];
const credentials = { username: 'ann', password: 'secret' };

/** What stands in the fields of a form. */
const fields: Record<string, Record<string, string[]>> = {
  'add.form': { on: ['call.missed'], do: ['ignore'] },
  'templates.preview': { title: ['Ring'] },
  'source.create': { provider: ['cometchat'], for: ['workspace'] },
};

export async function openWorld(): Promise<World> {
  const chat = await openChat('sqlite', [], ['slack:UOPS']);
  const { db } = chat.core.database;
  for (const channel of [here, ...theirs]) chat.leave(`UOUT ${channel}`);

  async function fill(asked: string, author: string, channel: string): Promise<string> {
    const keep = (body: unknown) => keepDraft(db, { author, channel, body }, Date.now());
    switch (asked) {
      case '$draft':
        return keep({ rule: rules[0], place: null, id: null, based: null });
      case '$removed':
        return keep({ id: randomUUID(), position: 0, rule: rules[0] });
      case '$template': {
        const typed = { title: 'Ring', body: '', color: 'none', buttons: '' };
        const basedOn = { channel: 0, workspace: 0, everywhere: 0 };
        return keep({ of: 'template', name: 'call.missed', scope: 'channel', basedOn, typed });
      }
      case '$new':
        return randomUUID().slice(0, 8);
      case '$rule': {
        const first = await db
          .selectFrom('rules')
          .select('id')
          .where('channel', '=', here)
          .orderBy('position')
          .execute();
        return first[0]?.id ?? '';
      }
      default:
        return asked;
    }
  }

  return {
    chat,
    async renew() {
      await db.transaction().execute(async tx => {
        for (const address of [here, ...theirs]) await putChannel(tx, { address, rules });
        for (const source of sources) await putSource(tx, { ...source, provider: 'cometchat', credentials }, 1);
      });
    },
    async ask(step, asked, who) {
      const { platform = 'slack', channel = 'T1/C1', id = 'U1' } = who;
      const words: string[] = [];
      for (const word of asked.split(' ')) words.push(await fill(word, `${platform}:${id}`, `${platform}:${channel}`));
      const [kind = '', name = ''] = step.split(' ');
      if (kind === 'press') return chat.ask({ is: 'action', action: writeAction(name, ...words), chosen: [] }, who);
      if (kind !== 'submit') return chat.type(`${step} ${words.join(' ')}`, who);
      return chat.ask({ is: 'submission', action: writeAction(name, ...words), fields: fields[name] ?? {} }, who);
    },
    async snapshot() {
      const all = await listSources(db);
      const scopes = [everywhere, 'slack:T1', here];
      return {
        rules: await db.selectFrom('rules').selectAll().where('channel', '=', here).orderBy('position').execute(),
        channel: await db.selectFrom('channels').selectAll().where('address', '=', here).execute(),
        sources: all.filter(({ workspace }) => workspace === null || workspace === 'slack:T1'),
        templates: await Promise.all(scopes.map(scope => listVersions(db, { scope, name: 'call.missed' }))),
        access: await readAccess(db, 'slack:T1'),
      };
    },
  };
}

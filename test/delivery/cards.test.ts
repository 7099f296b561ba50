/** Cards: a message that is edited, and replies below it, with responses dropped at every step. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { countDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { readLedger } from '../../src/store/deliveries/ledger.ts';
import type { DatabaseKind } from '../../src/store/tables.ts';
import { onDiscord, onSlack, type TestApp } from '../app-harness.ts';
import { describeOnDatabases } from '../databases.ts';
import { type CardHarness, createCard } from './cards-harness.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

type Disturbance = 'drop before' | 'drop after' | 'half after';

interface Room extends TestApp {
  address: string;
  read(): string;
  remove(ref: string): void;
  /** Disturbs the next request that posts, edits or looks up. */
  disturb(request: 'post' | 'edit' | 'find', how: Disturbance): void;
  /** Rejects the next edit for good. */
  freeze(): void;
  /** Rejects the next reply because of its parent, and the post that replaces it as well. */
  rejectReply(): void;
  /** The number of edits that were requested. */
  edits(): number;
  /** Blocks the channel, as an archived one. */
  block(isBlocked: boolean): void;
}

async function slackRoom(kind: DatabaseKind): Promise<Room> {
  const test = await onSlack({}, { kind });
  const { slack } = test;
  const methods = { post: 'chat.postMessage', edit: 'chat.update', find: 'conversations.replies' };
  return {
    ...test,
    address: 'slack:T0123/C9',
    read: () => slack.read('C9'),
    remove: ref => slack.remove('C9', ref),
    disturb: (request, how) => slack.next(methods[request], how),
    freeze: () => slack.next('chat.update', { error: 'edit_window_closed' }),
    rejectReply: () => slack.next('chat.postMessage', { error: 'cannot_reply_to_message' }, 2),
    edits: () => slack.requests.filter(({ method }) => method === 'chat.update').length,
    block: isBlocked => void (isBlocked ? slack.archived.add('C9') : slack.archived.delete('C9')),
  };
}

async function discordRoom(kind: DatabaseKind): Promise<Room> {
  const test = await onDiscord({}, { kind });
  const { discord } = test;
  const id = '700000000000000009';
  const routes = { post: `POST /channels/${id}`, edit: `PATCH /channels/${id}`, find: `GET /channels/${id}` };
  return {
    ...test,
    address: `discord:800000000000000001/${id}`,
    read: () => discord.read(id),
    remove: ref => discord.remove(id, ref),
    disturb: (request, how) => discord.next(routes[request], how),
    freeze: () => discord.next(routes.edit, { status: 403, code: 50005 }),
    rejectReply: () => discord.next(routes.post, { status: 400, code: 50021 }, 2),
    edits: () => discord.requests.filter(({ method }) => method === 'PATCH').length,
    block: isBlocked => void (isBlocked ? discord.hidden.add(id) : discord.hidden.delete(id)),
  };
}

/** The callers in the channel; a reply is indented below its parent. */
const shape = (text: string) =>
  text
    .split('\n')
    .flatMap(line =>
      /call from/.test(line) ? [`${line.includes('↳') ? '↳ ' : ''}${/caller-\d+/.exec(line)?.[0]}`] : [],
    );

describeOnDatabases('cards on Slack', kind => defineTests(slackRoom, kind));
describe('cards on Discord', () => defineTests(discordRoom, 'sqlite'));

function defineTests(open: (kind: DatabaseKind) => Promise<Room>, kind: DatabaseKind): void {
  let room: Room;
  let card: CardHarness;
  async function start(): Promise<void> {
    room = await open(kind);
    stops.push(room.stop);
    card = await createCard(room, room.address);
  }
  const settled = async () => {
    await vi.waitFor(async () => {
      expect((await card.deliveries()).filter(({ state }) => state === 'queued' || state === 'sending')).toEqual([]);
    }, 30_000);
  };

  test('a card is posted, edited in place and replied to, and the ledger counts each once', async () => {
    await start();
    await card.posted('caller-1');
    await card.insert(['edit', 'caller-2'], ['reply', 'caller-3']);
    await settled();
    await card.insert(['edit', 'caller-4'], ['reply', 'caller-5']);
    await settled();
    expect(shape(room.read())).toEqual(['caller-4', '↳ caller-3', '↳ caller-5']);
    const ledger = await readLedger(room.core.database.db, 0, room.address);
    expect(ledger).toMatchObject([{ received: 5, posted: 5, superseded: 0, waiting: 0 }]);
  });

  test('waiting edits collapse into the newest, and one that changes nothing is skipped', async () => {
    await start();
    await card.insert(['post', 'caller-1'], ['edit', 'caller-2'], ['edit', 'caller-3'], ['edit', 'caller-4']);
    await settled();
    await card.insert(['edit', 'caller-4']);
    await settled();
    expect(shape(room.read())).toEqual(['caller-4']);
    expect(room.edits()).toBe(1);
    const states = (await card.list()).map(line => line.split(' ').at(-1));
    expect(states).toEqual(['posted', 'superseded', 'superseded', 'posted', 'superseded']);
    const ledger = await readLedger(room.core.database.db, 0, room.address);
    expect(ledger).toMatchObject([{ received: 5, posted: 2, superseded: 3 }]);
  });

  test.each(
    (['post', 'edit', 'find'] as const).flatMap(request =>
      (['drop before', 'drop after', 'half after'] as const).map(how => [request, how] as const),
    ),
  )('nothing is lost or doubled when a %s is disturbed (%s)', async (request, how) => {
    await start();
    await card.posted('caller-1');
    room.disturb(request, how);
    // A lookup follows only a post whose response was lost.
    if (request === 'find') room.disturb('post', 'drop after');
    await card.insert(['reply', 'caller-2'], ['edit', 'caller-3'], ['reply', 'caller-4']);
    await settled();
    expect(shape(room.read())).toEqual(['caller-3', '↳ caller-2', '↳ caller-4']);
    expect((await card.deliveries()).map(({ state }) => state)).toEqual(['posted', 'posted', 'posted', 'posted']);
  });

  test('after an edit with an unknown end the old content is sent again, and not skipped as unchanged', async () => {
    await start();
    await card.posted('caller-1');
    // Every edit arrives, and no response does.
    for (let times = 0; times < 500; times++) room.disturb('edit', 'drop after');
    await card.insert(['edit', 'caller-2']);
    await vi.waitFor(() => expect(shape(room.read())).toEqual(['caller-2']), 30_000);
    await card.insert(['edit', 'caller-1']);
    await vi.waitFor(() => expect(shape(room.read())).toEqual(['caller-1']), 30_000);
    expect((await card.list()).slice(0, 2)).toEqual(['post caller-1 posted', 'edit caller-2 superseded']);
  });

  test('an open card that was deleted is posted again, and later edits and replies go there', async () => {
    await start();
    await card.posted('caller-1');
    room.remove((await card.now()).ref ?? '');
    await card.insert(['edit', 'caller-2']);
    await settled();
    await card.insert(['edit', 'caller-3'], ['reply', 'caller-4']);
    await settled();
    expect(shape(room.read())).toEqual(['caller-3', '↳ caller-4']);
    expect(await card.list()).toEqual([
      'post caller-1 posted',
      'post caller-2 posted',
      'edit caller-3 posted',
      'reply caller-4 posted',
    ]);
  });

  test('a closed card that was deleted is forgotten', async () => {
    await start();
    await card.posted('caller-1');
    room.remove((await card.now()).ref ?? '');
    await card.close();
    await card.insert(['edit', 'caller-2']);
    await settled();
    await card.insert(['edit', 'caller-3']);
    await settled();
    expect(shape(room.read())).toEqual([]);
    expect(room.edits()).toBe(1);
    expect((await card.list()).slice(1)).toEqual(['edit caller-2 superseded', 'edit caller-3 superseded']);
  });

  test('a reply whose parent was deleted is a message of its own and the parent of later replies', async () => {
    await start();
    await card.posted('caller-1');
    room.remove((await card.now()).ref ?? '');
    await card.insert(['reply', 'caller-2'], ['reply', 'caller-3']);
    await settled();
    expect(shape(room.read())).toEqual(['caller-2', '↳ caller-3']);
  });

  test('a reply that is rejected because of its parent, also without one, fails', async () => {
    await start();
    await card.posted('caller-1');
    // The other channel posts the same call, and must not use up the rejections.
    const { db } = room.core.database;
    await vi.waitFor(async () => expect(await countDeliveries(db)).toMatchObject({ posted: 2 }), 30_000);
    room.rejectReply();
    await card.insert(['reply', 'caller-1']);
    await settled();
    await card.insert(['reply', 'caller-3'], ['reply', 'caller-4']);
    await settled();
    expect((await card.deliveries()).map(({ state }) => state)).toEqual(['posted', 'failed', 'posted', 'posted']);
    expect(shape(room.read())).toEqual(['caller-1', 'caller-3', '↳ caller-4']);
  });

  test('a message that can no longer be edited is frozen, and its changes are replies', async () => {
    await start();
    await card.posted('caller-1');
    room.freeze();
    await card.insert(['edit', 'caller-2']);
    await settled();
    await card.insert(['edit', 'caller-3']);
    await settled();
    expect(shape(room.read())).toEqual(['caller-1', '↳ caller-2', '↳ caller-3']);
    expect(room.edits()).toBe(1);
    expect(await card.now()).toMatchObject({ isFrozen: true });
  });

  test('an edit becomes a reply also when its event has a reply already', async () => {
    await start();
    await card.posted('caller-1');
    room.freeze();
    await card.insert(['edit', 'caller-2', 'first'], ['reply', 'caller-2', 'first']);
    await settled();
    await card.insert(['edit', 'caller-3', 'second'], ['reply', 'caller-3', 'second']);
    await settled();
    expect((await card.list()).slice(1)).toEqual(
      ['caller-2', 'caller-2', 'caller-3', 'caller-3'].map(caller => `reply ${caller} posted`),
    );
  });

  test('edits in a blocked channel wait for it', async () => {
    await start();
    await card.posted('caller-1');
    room.block(true);
    await card.insert(['edit', 'caller-2'], ['reply', 'caller-3']);
    await vi.waitFor(async () => {
      const [, edit, reply] = await card.deliveries();
      expect([edit?.attempts, reply?.attempts]).not.toContain(0);
    }, 30_000);
    await card.insert(['edit', 'caller-4']);
    await vi.waitFor(async () => expect((await card.list())[1]).toBe('edit caller-2 superseded'), 30_000);
    expect(shape(room.read())).toEqual(['caller-1']);
    room.block(false);
    await settled();
    expect(shape(room.read())).toEqual(['caller-4', '↳ caller-3']);
    expect((await card.list()).slice(1)).toEqual([
      'edit caller-2 superseded',
      'reply caller-3 posted',
      'edit caller-4 posted',
    ]);
  });
}

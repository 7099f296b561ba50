/** `why <link to a message>` and `why <its id>`. */
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ChatContext } from '../../src/chat/command.ts';
import { why } from '../../src/chat/why/why-command.ts';
import { PlatformError } from '../../src/platforms/platform.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { listHolds, retryHeldChannels } from '../../src/store/deliveries/holds.ts';
import { onSlack, startApp } from '../app-harness.ts';
import { describeOnDatabase } from '../databases.ts';
import { callers, missedCalls } from '../missed-calls.ts';
import { ann, asReply, buttonsOf, choicesOf, contextOf, press, textOf } from './context.ts';

const link = (channel: string, ts = '') => `https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`;

describeOnDatabase('why of a message that is named', kind => {
  async function start(env: Record<string, string> = {}) {
    const running = await onSlack(env, { kind });
    onTestFinished(running.stop);
    const { team } = running.slack;
    const inside = ['C1', 'C2'].map(channel => `slack:${team}/${channel}`);
    const at = (channel: string): ChatContext => ({
      ...contextOf(running.core, ann, `slack:${team}/${channel}`),
      isMember: async (_person, address) => inside.includes(address),
    });
    return { ...running, at, db: running.core.database.db };
  }

  test('by its link and by its id, where it stands and from another channel', async () => {
    const { app, at, db } = await start();
    await missedCalls(app.url, ['caller-1']);
    await app.settled();
    const ref = (await listDeliveries(db))[0]?.ref ?? '';
    for (const words of [link('C1', ref), ref]) {
      const told = await why.run(words, at('C1'));
      expect(textOf(told)).toContain('Matched rule 1');
      expect(buttonsOf(told).map(({ label }) => label)).toContain('Open rules');
    }
    const elsewhere = await why.run(link('C1', ref), at('C2'));
    expect(textOf(elsewhere)).toContain('Matched rule 1');
    expect(asReply(elsewhere).controls).toBeUndefined();
    expect(textOf(await why.run(ref, at('C2')))).toContain('No recent events contain');
  });

  test('who is not in its channel is told nothing of it', async () => {
    const { app, at, db } = await start();
    await missedCalls(app.url, ['caller-1']);
    await app.settled();
    const [delivery] = await listDeliveries(db);
    const stranger = { ...at('C2'), isMember: async () => false };
    await expect(why.run(link('C1', delivery?.ref ?? ''), stranger)).rejects.toThrow('That message is in a channel');
    const there = `why.there|${encodeURIComponent(`${at('C1').channel.slice('slack:'.length)}`)}`;
    await expect(press(why, there, stranger, [delivery?.eventId ?? ''])).rejects.toThrow(
      'That message is in a channel',
    );
    const unknown = {
      ...stranger,
      isMember: () => Promise.reject(new PlatformError('transient', 'timeout', 'Slack does not answer.')),
    };
    await expect(why.run(link('C1', delivery?.ref ?? ''), unknown)).rejects.toThrow('Slack does not answer');
  });

  test('one that is not ours is none, and an event that a press names must be told there', async () => {
    const { app, at, db } = await start();
    await missedCalls(app.url, ['caller-1']);
    await app.settled();
    const [delivery] = await listDeliveries(db);
    expect(textOf(await why.run(link('C1', '1234567890.123456'), at('C1')))).toContain(
      'This message wasn’t posted by Callboard.',
    );
    expect(textOf(await why.run('1234567890.123456', at('C1')))).toContain('No recent events contain');
    const there = `why.there|${encodeURIComponent(`${at('C2').channel.slice('slack:'.length)}`)}`;
    expect(textOf(await press(why, there, at('C1'), [delivery?.eventId ?? '']))).toContain(
      'This message wasn’t posted by Callboard.',
    );
  });

  test('a link to anything else is told to be none', async () => {
    const { at } = await start();
    for (const other of ['https://example.com/report', link('C1'), 'https://discord.com/channels/1/2/3']) {
      expect(textOf(await why.run(other, at('C1')))).toBe('That link isn’t a message in this channel.');
    }
  });

  test('of one elsewhere that tells of several, each is asked for there', async () => {
    const { app, at, db, slack } = await start({ BATCH_AFTER: '0s' });
    slack.uninvited.add('C1');
    await missedCalls(app.url, callers(6));
    await vi.waitFor(async () => expect(await listHolds(db)).toHaveLength(1), 30_000);
    slack.uninvited.clear();
    await db.transaction().execute(tx => retryHeldChannels(tx, at('C1').channel));
    await app.settled();
    const folded = (await listDeliveries(db)).find(one => one.foldedInto !== null);
    const head = (await listDeliveries(db)).find(one => one.id === folded?.foldedInto);
    const answer = await why.run(link('C1', head?.ref ?? ''), at('C2'));
    expect(choicesOf(answer).map(({ value }) => value)).toContain(folded?.eventId);
    const [choice] = asReply(answer).controls ?? [];
    if (choice?.is !== 'select') throw new Error('There is nothing to choose.');
    const one = await press(why, choice.action, at('C2'), [folded?.eventId ?? '']);
    expect(textOf(one)).toContain('in a batch');
  });
});

test('on the page by its number', async () => {
  const { app, core, stop } = await startApp({});
  onTestFinished(stop);
  await missedCalls(app.url, ['caller-1']);
  await app.settled();
  const [delivery] = await listDeliveries(core.database.db, { channel: 'preview:demo/calls' });
  const told = await why.run(delivery?.ref ?? '', contextOf(core, ann, 'preview:demo/calls'));
  expect(textOf(told)).toMatch(/call\.missed evt_.*\nReceived .* from CometChat/);
  expect(textOf(await why.run('999999', contextOf(core, ann, 'preview:demo/calls')))).toContain(
    'No recent events contain',
  );
});

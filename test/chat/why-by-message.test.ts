/** `why <link to a message>` and `why <its id>`. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeAction } from '../../src/platforms/action-id.ts';
import { PlatformError } from '../../src/platforms/platform.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { listHolds, retryHeldChannels } from '../../src/store/deliveries/holds.ts';
import { onSlack, startApp } from '../app-harness.ts';
import { describeOnDatabase } from '../databases.ts';
import { callers, missedCalls } from '../missed-calls.ts';
import { ada, asReply, at, buttonsOf, choicesOf, openChat, textOf } from './chat-harness.ts';

const link = (channel: string, ts = '') => `https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`;

describeOnDatabase('why of a named message', kind => {
  async function start(env: Record<string, string> = {}) {
    const running = await onSlack(env, { kind });
    onTestFinished(running.stop);
    const { team } = running.slack;
    const [c1, c2] = [`slack:${team}/C1`, `slack:${team}/C2`] as const;
    const chat = await openChat({ core: running.core, user: at(c1), members: [c1, c2].map(one => `${ada.id} ${one}`) });
    return { ...running, chat, c1, c2, db: running.core.database.db };
  }

  test('explains it by link and by ID, and by link also from another channel', async () => {
    const { app, chat, c2, db } = await start();
    await missedCalls(app.url, ['caller-1']);
    await app.settled();
    const ref = (await listDeliveries(db))[0]?.ref ?? '';
    for (const words of [link('C1', ref), ref]) {
      const explained = await chat.type(`why ${words}`);
      expect(textOf(explained)).toContain('Matched rule 1');
      expect(buttonsOf(explained).map(({ label }) => label)).toContain('Open rules');
    }
    const elsewhere = await chat.type(`why ${link('C1', ref)}`, at(c2));
    expect(textOf(elsewhere)).toContain('Matched rule 1');
    expect(asReply(elsewhere).controls).toBeUndefined();
    expect(textOf(await chat.type(`why ${ref}`, at(c2)))).toContain('No recent events contain');
  });

  test('refuses people who aren’t in its channel', async () => {
    const { app, chat, c1, c2, db } = await start();
    await missedCalls(app.url, ['caller-1']);
    await app.settled();
    const [delivery] = await listDeliveries(db);
    const stranger = at(c2, { id: 'U4' });
    expect(textOf(await chat.type(`why ${link('C1', delivery?.ref ?? '')}`, stranger))).toContain(
      'That message is in a channel',
    );
    const there = writeAction('why.there', c1.slice('slack:'.length));
    expect(textOf(await chat.pressAction(there, stranger, [delivery?.eventId ?? '']))).toContain(
      'That message is in a channel',
    );
    chat.failures.members = new PlatformError('transient', 'timeout', 'Slack does not answer.');
    expect(textOf(await chat.type(`why ${link('C1', delivery?.ref ?? '')}`, stranger))).toContain(
      'Slack does not answer',
    );
  });

  test('rejects messages of others, and events that weren’t posted in the channel', async () => {
    const { app, chat, c2, db } = await start();
    await missedCalls(app.url, ['caller-1']);
    await app.settled();
    const [delivery] = await listDeliveries(db);
    expect(textOf(await chat.type(`why ${link('C1', '1234567890.123456')}`))).toContain(
      'I can’t explain this message: it isn’t about an event.',
    );
    expect(textOf(await chat.type('why 1234567890.123456'))).toContain('No recent events contain');
    const there = writeAction('why.there', c2.slice('slack:'.length));
    expect(textOf(await chat.pressAction(there, {}, [delivery?.eventId ?? '']))).toContain(
      'I can’t explain this message: it isn’t about an event.',
    );
  });

  test('rejects a link to anything else', async () => {
    const { chat } = await start();
    for (const other of ['https://example.com/report', link('C1'), 'https://discord.com/channels/1/2/3']) {
      expect(textOf(await chat.type(`why ${other}`))).toBe('That link isn’t a message in this channel.');
    }
  });

  test('explains each event of a batch in another channel', async () => {
    const { app, chat, c1, c2, db, slack } = await start({ BATCH_AFTER: '0s' });
    slack.uninvited.add('C1');
    await missedCalls(app.url, callers(6));
    await vi.waitFor(async () => expect(await listHolds(db)).toHaveLength(1), 30_000);
    slack.uninvited.clear();
    await db.transaction().execute(tx => retryHeldChannels(tx, c1));
    await app.settled();
    const batched = (await listDeliveries(db)).find(one => one.batchedInto !== null);
    const head = (await listDeliveries(db)).find(one => one.id === batched?.batchedInto);
    const answer = await chat.type(`why ${link('C1', head?.ref ?? '')}`, at(c2));
    expect(choicesOf(answer).map(({ value }) => value)).toContain(batched?.eventId);
    const one = await chat.choose(answer, batched?.eventId ?? '', at(c2));
    expect(textOf(one)).toContain('in a batch');
  });
});

test('why explains a message of the page by its number', async () => {
  const { app, core, stop } = await startApp({});
  onTestFinished(stop);
  const chat = await openChat({ core, user: at('preview:demo/calls') });
  await missedCalls(app.url, ['caller-1']);
  await app.settled();
  const [delivery] = await listDeliveries(core.database.db, { channel: 'preview:demo/calls' });
  const explained = await chat.type(`why ${delivery?.ref}`);
  expect(textOf(explained)).toMatch(/call\.missed evt_.*\nReceived .* from CometChat/);
  expect(textOf(await chat.type('why 999999'))).toContain('No recent events contain');
});

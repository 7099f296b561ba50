import { expect, onTestFinished, test, vi } from 'vitest';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { listHolds, retryHeldChannels } from '../../src/store/deliveries/holds.ts';
import { listEvents } from '../../src/store/events/events.ts';
import { muteChannel } from '../../src/store/settings/channels.ts';
import { putSource } from '../../src/store/sources/sources.ts';
import { onSlack } from '../app-harness.ts';
import { describeOnDatabase } from '../databases.ts';
import { callers, missedCalls } from '../missed-calls.ts';
import { at, buttonsOf, choicesOf, cleo, openChat, putRules, type TestUser, textOf } from './chat-harness.ts';

describeOnDatabase('why, status and test', kind => {
  async function start(rules: Parameters<typeof putRules>[1], env: Record<string, string> = {}) {
    const running = await onSlack(env, { kind });
    onTestFinished(running.stop);
    const address = `slack:${running.slack.team}/C1`;
    await putRules(running.core, rules, address);
    const chat = await openChat({ core: running.core, user: at(address) });
    return { ...running, address, db: running.core.database.db, chat };
  }

  test('why of a message shows its time, source, rule, attempts and their results', async () => {
    const { app, chat, db } = await start([{ on: 'call.*', if: 'call.kind == "video"' }, { on: 'call.missed' }]);
    await missedCalls(app.url, ['caller-1', 'caller-1']);
    await app.settled();
    const [delivery] = await listDeliveries(db);
    const answer = textOf(await chat.pressAction(`why.message|${delivery?.ref}`));
    expect(answer).toContain(`call.missed ${delivery?.eventId}`);
    expect(answer).toMatch(/Received .* from CometChat \(call_unanswered\)\./);
    expect(answer).toContain('Received 2 times, counted once.');
    expect(answer).toContain('Matched rule 2: Post call.missed');
    expect(answer).toMatch(/1\. .*no match: call\.kind is "audio"/);
    expect(answer).toMatch(/Message \d+: 1 attempt\n- .*: posted in \d+ ms/);
    expect(answer).toMatch(/Posted .*\./);
    expect(textOf(await chat.pressAction('why.message|1.2'))).toContain(
      'I can’t explain this message: it isn’t about an event.',
    );
  });

  test('why of a batch offers each of its events', async () => {
    const { app, chat, db, slack, address } = await start([{}], { BATCH_AFTER: '0s' });
    slack.uninvited.add('C1');
    await missedCalls(app.url, callers(6));
    await vi.waitFor(async () => expect(await listHolds(db)).toHaveLength(1), 30_000);
    slack.uninvited.clear();
    await db.transaction().execute(tx => retryHeldChannels(tx, address));
    await app.settled();
    const batched = (await listDeliveries(db)).find(one => one.batchedInto !== null);
    const head = (await listDeliveries(db)).find(one => one.id === batched?.batchedInto);
    const answer = await chat.pressAction(`why.message|${head?.ref}`);
    expect(choicesOf(answer).length).toBeGreaterThan(1);
    const one = textOf(await chat.pressAction('why.event', {}, [batched?.eventId ?? '']));
    expect(one).toContain('in a batch');
    expect(one).toContain(': posted in');
  });

  test('why of an event that wasn’t posted says: no rule, ignored or muted', async () => {
    const { app, chat, core, db, address } = await start([{ on: 'meeting.*' }]);
    await missedCalls(app.url, ['caller-1']);
    const unmatched = textOf(await chat.type('why caller-1'));
    expect(unmatched).toContain('Not posted: no rule matched.');
    expect(unmatched).toContain('no match: different event type');
    await putRules(core, [{ on: 'call.*', do: 'ignore' }], address);
    // A test changes rules without an entry in the audit log, so the time of the change is unknown.
    const today = textOf(await chat.type('why caller-1'));
    expect(today).toContain('Not posted: no rule matched.');
    expect(today).toContain('By the current rules, rule 1 would ignore it.');
    await missedCalls(app.url, ['caller-2']);
    expect(textOf(await chat.type('why CALLER-2'))).toContain('rule 1 ignores it');
    await putRules(core, [{}], address);
    await db.transaction().execute(tx => muteChannel(tx, address, Date.now() + 60_000));
    await missedCalls(app.url, ['caller-3']);
    expect(textOf(await chat.type('why caller-3'))).toContain('the channel was muted until');
    const listed = choicesOf(await chat.type('why'));
    expect(listed.map(({ label, description }) => `${label} ${description}`)).toEqual([
      expect.stringMatching(/caller-3 .* · muted$/),
      expect.stringMatching(/caller-2 .* · ignored$/),
      expect.stringMatching(/caller-1 .* · no matching rule$/),
    ]);
    expect(choicesOf(await chat.type('why caller'))).toHaveLength(3);
    expect(textOf(await chat.type('why unknown'))).toContain('No recent events contain');
  });

  test('why and status show a hold with its time and reason', async () => {
    const { app, chat, slack } = await start([{}]);
    slack.uninvited.add('C1');
    await missedCalls(app.url, ['caller-1']);
    await vi.waitFor(async () => expect(textOf(await chat.type('status'))).toContain('On hold since'), 30_000);
    const answer = textOf(await chat.type('why caller-1'));
    expect(answer).toMatch(/On hold since .*invite/i);
    expect(textOf(await chat.type('status'))).toContain('1 matching event: 1 on hold');
  });

  test('only people who may edit a channel’s rules see events that weren’t posted', async () => {
    const { app, chat, core, address, db } = await start([{ on: 'call.*', if: 'call.caller.id == "caller-1"' }]);
    await missedCalls(app.url, ['caller-1', 'caller-2']);
    await app.settled();
    const [first, second] = (await listEvents(db)).sort((a, b) => a.seq - b.seq);
    const answersTo = (user: TestUser) =>
      Promise.all([first, second].map(one => chat.type(`why ${one?.id}`, user).then(textOf)));
    const [all, posted, none] = [
      [/Matched rule 1/, /no rule matched/],
      [/Matched rule 1/, /^Event .* not found/],
      [/^Event .* not found/, /^Event .* not found/],
    ].map(texts => texts.map(text => expect.stringMatching(text)));
    expect(await answersTo({})).toEqual(all);
    const stranger = { guest: true };
    expect(await answersTo(stranger)).toEqual(posted);
    expect(textOf(await chat.type('why caller-2', stranger))).toContain('No recent events contain');
    expect(choicesOf(await chat.type('why', stranger))).toHaveLength(1);
    const elsewhere = at(address.replace('C1', 'C2'), cleo);
    expect(await answersTo(elsewhere)).toEqual(none);
    expect(textOf(await chat.type('why', elsewhere))).toContain('Nothing has been posted here yet');
    const direct = address.replace('C1', 'D1');
    await putRules(core, [{ on: 'meeting.*' }], direct);
    expect(await answersTo(at(direct, cleo))).toEqual(none);
    await putRules(core, [{}], address.replace('C1', 'C2'));
    expect(textOf(await chat.type('why caller-2', elsewhere))).toContain('By the current rules, rule 1 would post it.');
  });

  test('events of another workspace’s source and tests of another channel stay hidden', async () => {
    const { app, chat, db, address } = await start([{}]);
    await missedCalls(app.url, ['caller-1']);
    const [event] = await listEvents(db);
    await db.transaction().execute(async tx => {
      const credentials = { username: 'a', password: 'b' };
      await putSource(tx, { name: 'cometchat', provider: 'cometchat', credentials, workspace: 'slack:T9' }, 1);
    });
    expect(textOf(await chat.type(`why ${event?.id}`))).toContain('not found in this channel');
    expect(textOf(await chat.type('why caller-1'))).toContain('No recent events contain');
    expect(textOf(await chat.type('status'))).not.toContain('cometchat');
    const sampled = await chat.type('test call_unanswered');
    expect(textOf(await chat.press(sampled, 'Send again'))).toContain('Posting a test message');
    const elsewhere = at(address.replace('C1', 'C2'));
    const [sample] = (await listEvents(db)).filter(({ source }) => source === 'sample');
    expect(textOf(await chat.type(`why ${sample?.id}`, elsewhere))).toContain('not found in this channel');
    expect(textOf(await chat.type(`why ${sample?.id}`))).toContain('This was a test.');
  });

  test('a test is posted by the real rules in this channel alone; otherwise the answer lists the rules', async () => {
    const { app, chat, slack, core, address } = await start([{ on: 'meeting.*' }, { on: 'call.missed' }]);
    await putRules(core, [{}], address.replace('C1', 'C2'));
    const posted = textOf(await chat.type('test call.missed'));
    expect(posted).toContain('Posting a test message');
    expect(posted).toMatch(/1\. .*no match.*\n2\. .*matched/);
    await vi.waitFor(() => expect(slack.read('C1')).toContain('Missed'), 30_000);
    await app.settled();
    expect(textOf(await chat.type('status'))).toContain('1 matching event (1 test): 1 posted');
    expect(slack.read('C2')).not.toContain('Missed');
    const nothing = textOf(await chat.type('test recording_generated'));
    expect(nothing).toContain('Not posted: no rule matches recording.ready');
    expect(nothing).toContain('no match: different event type');
    const unknown = await chat.type('test call_unanswerd');
    expect(textOf(unknown)).toContain('Did you mean call_unanswered?');
    expect(buttonsOf(unknown)[0]?.label).toBe('Test call_unanswered');
    expect(choicesOf(await chat.type('test'))[0]?.label).toMatch(/^(Meeting|Missed call)/);
  });

  test('an empty channel has an answer to each command', async () => {
    const chat = await openChat({ kind });
    const { core } = chat;
    expect(textOf(await chat.type('why'))).toContain('Nothing has been posted here yet');
    await putRules(core, [{}]);
    expect(textOf(await chat.type('why'))).toContain('No webhooks received yet');
    await putRules(core, []);
    expect(textOf(await chat.type('status'))).toContain('No changes yet');
    expect(textOf(await chat.type('test call_unanswered'))).toContain('no rules yet');
  });
});

/** simulate, and what became of it: events, why and deliveries, alone and beside a running server. */
import { expect, test } from 'vitest';
import { lines, openCli } from './run.ts';

test('without a server a simulated webhook waits in the store', async () => {
  const cli = openCli();
  const { out } = await cli.run('simulate', 'call_unanswered');
  const [, id = ''] = /^accepted: (evt_[0-9a-f]{32}) from cometchat\n/.exec(out) ?? [];
  expect(out).toBe(`accepted: ${id} from cometchat\nAsk why: npm run callboard -- why ${id}\n`);

  const [sample] = await cli.json('simulate', 'session-started', '--as-is');
  expect(sample).toMatchObject({ status: 'accepted', source: 'videosdk', problems: [] });
  expect((await cli.run('simulate', 'session-started', '--as-is')).out).toContain(`duplicate: ${sample?.id} from`);

  expect(await cli.json('events')).toEqual([
    {
      id: sample?.id,
      source: 'videosdk',
      provider: 'videosdk',
      trigger: 'session-started',
      type: 'meeting.started',
      time: expect.any(String),
      subject: expect.any(String),
      status: 'accepted',
      receivedAt: expect.any(String),
      problems: [],
    },
    expect.objectContaining({ id, type: 'call.missed', trigger: 'call_unanswered', source: 'cometchat' }),
  ]);
  const listed = lines((await cli.run('events', '--type', 'call.missed', '--since', '1h')).out);
  expect(listed).toEqual([expect.stringMatching(new RegExp(`^\\S+Z  ${id}  call\\.missed  cometchat$`))]);
  expect((await cli.run('deliveries')).out).toBe('No deliveries.\n');
});

test('beside a running server, that server delivers it, and why tells how', async () => {
  const cli = openCli();
  const server = await cli.serve();
  const [simulated] = await cli.json('simulate', 'call_unanswered');
  const id = simulated?.id;
  const isSent = (channel: string) => (line: Record<string, unknown>) =>
    line.msg === 'sent' && line.event === id && line.channel === channel;
  await server.logged(isSent('preview:demo/calls'));
  await server.logged(isSent('preview:demo/everything'));

  const deliveries = await cli.json('deliveries', '--event', String(id));
  expect(deliveries.map(({ channel }) => channel).toSorted()).toEqual([
    'preview:demo/calls',
    'preview:demo/everything',
  ]);
  for (const delivery of deliveries) {
    expect(delivery).toEqual({
      id: expect.any(Number),
      event: id,
      channel: expect.any(String),
      rule: expect.any(String),
      state: 'sent',
      attempts: 1,
      ref: expect.any(String),
      error: null,
    });
  }
  const why = await cli.run('why', String(id));
  expect(why.out).toMatch(/^evt_[0-9a-f]{32}: call\.missed \(call_unanswered\), received \S+Z from cometchat\n/);
  expect(why.out).toContain('\n  → Post (rule 3)\n');
  expect(why.out).toMatch(/\n {2}delivery \d+: sent\n {4}\S+Z sent after \d+ ms\n/);
  expect(await cli.json('why', String(id))).toEqual([
    {
      event: expect.objectContaining({ id, status: 'accepted' }),
      duplicates: 0,
      channels: [
        expect.objectContaining({ channel: 'preview:demo/calls' }),
        expect.objectContaining({ channel: 'preview:demo/everything' }),
      ],
    },
  ]);
  expect(await server.stop()).toBe(0);
});

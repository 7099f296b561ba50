/** Commands while a server or a demo runs in another process. */
import { expect, test, vi } from 'vitest';
import { lines, openCli } from './cli-harness.ts';

test('a running server posts a test event, and send-test, events --follow, deliveries and why show it', async () => {
  const cli = openCli();
  const server = await cli.serve();
  const following = cli.start('events', '--follow', '--json');
  // Events sent before `--follow` has started aren't shown, so send until one is.
  let sent = '';
  await vi.waitFor(
    async () => {
      const { out } = await cli.run('send-test', 'call_unanswered');
      sent = /evt_\w+/.exec(out)?.[0] ?? '';
      expect(lines(out)[1]).toBe('  Posted in 2 channels: preview:demo/calls, preview:demo/everything');
      await vi.waitFor(() => expect(following.printed.length).toBeGreaterThan(0), { timeout: 3000 });
    },
    { timeout: 60_000 },
  );
  await vi.waitFor(() => expect(following.printed.map(line => JSON.parse(line).id)).toContain(sent), {
    timeout: 10_000,
  });
  expect(await following.stop()).toBe(0);

  const deliveries = await cli.json('deliveries', '--event', sent);
  expect(deliveries.map(({ channel }) => channel).toSorted()).toEqual([
    'preview:demo/calls',
    'preview:demo/everything',
  ]);
  for (const delivery of deliveries) {
    expect(delivery).toEqual({
      id: expect.any(Number),
      event: sent,
      channel: expect.any(String),
      rule: expect.any(String),
      state: 'posted',
      attempts: 1,
      ref: expect.any(String),
      error: null,
    });
  }
  const why = await cli.run('why', 'last');
  expect(why.out).toMatch(
    /\npreview:demo\/calls: Posted \S+Z\.\n {2}Matched rule 3: Post .*\n {2}Rules:\n {2}1\. .* · no match: /,
  );
  expect(why.out).toMatch(/\n {2}- \S+Z: posted in \d+ ms\n/);
  expect(await cli.json('why', sent)).toEqual([
    {
      event: expect.objectContaining({ id: sent, status: 'accepted' }),
      duplicates: 0,
      rulesChecked: true,
      channels: [
        expect.objectContaining({ channel: 'preview:demo/calls', state: 'posted' }),
        expect.objectContaining({ channel: 'preview:demo/everything', state: 'posted' }),
      ],
    },
  ]);
  expect(await server.stop('SIGTERM')).toBe(0);
});

test('while a demo runs, commands read its store with --demo or its printed DATABASE_URL', async () => {
  const { folder } = openCli();
  const demo = openCli({ TMPDIR: folder }).start('demo', '--pause', '0');
  await vi.waitFor(() => expect(demo.printed.join('\n')).toContain('End of the day'), { timeout: 60_000 });
  const [, url = ''] = /DATABASE_URL=(\S+)/.exec(demo.printed.join('\n')) ?? [];
  const other = openCli({ TMPDIR: folder });
  const [byOption, byUrl] = [
    await other.spawn('--demo', 'why', 'last', '--json'),
    await openCli({ DATABASE_URL: url }).run('why', 'last', '--json'),
  ];
  expect(byOption).toMatchObject({ code: 0, err: '' });
  expect(byOption).toEqual(byUrl);
  expect(JSON.parse(byOption.out).channels).toContainEqual(expect.objectContaining({ channel: 'preview:demo/calls' }));
  // The suggested command reads the same store.
  expect((await other.spawn('--demo', 'why', 'evt_1')).err).toContain('with: callboard --demo events');
  expect((await other.spawn('--demo', 'doctor')).out).not.toContain('SLACK_BOT_TOKEN');
  await demo.stop();
  expect((await other.spawn('--demo', 'events')).err).toContain('No demo is running.');
});

import { expect, test } from 'vitest';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { describeOnPostgres } from '../databases.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';
import { discordChannel, useReplicas } from './replicas.ts';

describeOnPostgres('two replicas', () => {
  const on = useReplicas();
  const { start, stop, watch } = on;

  test('one that stops hands over its lanes, in order', async () => {
    const one = await start();
    const address = `slack:${on.slack.team}/C1`;
    await watch(one, [address]);
    const posted = () => on.slack.messages('C1').length;
    on.slack.trouble = ({ method }) => (method === 'chat.postMessage' && posted() >= 10 ? { status: 500 } : undefined);
    const names = callers(30);
    await missedCalls(one.app.url, names);
    await expect.poll(posted).toBe(10);
    const two = await start();
    const { db } = two.core.database;
    const owner = async () => {
      const lease = db.selectFrom('leases').select('owner').where('name', '=', address);
      return (await lease.executeTakeFirstOrThrow()).owner;
    };
    const before = await owner();
    await stop(one);
    on.slack.trouble = undefined;
    await two.app.settled();
    expect([before, await owner()]).toEqual([expect.any(String), expect.any(String)]);
    expect(await owner()).not.toBe(before);
    expect(callersIn(on.slack.read('C1'))).toEqual(names);
    expect(await listDeliveries(db, { state: 'posted', limit: 100 })).toHaveLength(30);
  });

  test('a global rate limit in one stops the other too', async () => {
    const [one, two] = [await start(), await start()];
    await watch(one, [`slack:${on.slack.team}/C1`]);
    on.discord.next('POST', { retryAfter: 5, global: true });
    await watch(one, [`discord:800000000000000001/${discordChannel}`]);
    await missedCalls(one.app.url, callers(1));
    await expect.poll(() => on.discord.requests.filter(({ method }) => method === 'POST')).not.toHaveLength(0);
    // Either of them may have posted. The other one waits, and gets a channel that is new to the first.
    const waits = ({ logged }: typeof one) => logged.join().includes('waiting for a platform limit');
    await expect.poll(() => [one, two].some(waits)).toBe(true);
    const other = waits(one) ? one : two;
    await watch(other, ['discord:800000000000000001/700000000000000002']);
    await missedCalls(other.app.url, callers(1, 1));
    await Promise.all([one.app.settled(), two.app.settled()]);
    const [rejected, ...later] = on.discord.requests.filter(({ method }) => method === 'POST');
    expect(later.length).toBeGreaterThan(1);
    for (const { at } of later) expect(at - (rejected?.at ?? 0)).toBeGreaterThanOrEqual(5000);
  });

  test('one connects to the Discord gateway, and the other does when that one is gone', async () => {
    const one = await start();
    await expect.poll(() => on.discord.gateway.identified).toBe(1);
    const two = await start();
    await expect.poll(() => two.logged.join()).toContain('another process holds the connection');
    expect(on.discord.gateway.identified).toBe(1);
    await stop(one);
    await expect.poll(() => on.discord.gateway.identified).toBe(2);
    expect(on.discord.gateway.connections).toBe(1);
  });
});

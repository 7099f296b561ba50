import { expect, test } from 'vitest';
import { putChannel } from '../../src/store/settings/channels.ts';
import { describeOnPostgres } from '../databases.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';
import { discordChannel, useReplicas } from './replicas.ts';

describeOnPostgres('two replicas', () => {
  const on = useReplicas();
  const { start, watch } = on;

  test('post every event once and in order, whichever of them received it', async () => {
    const [one, two] = [await start(), await start()];
    const channels = ['C1', 'C2', 'C3', 'C4'];
    await watch(one, [
      ...channels.map(channel => `slack:${on.slack.team}/${channel}`),
      `discord:800000000000000001/${discordChannel}`,
    ]);
    const names = callers(40);
    for (const [at, name] of names.entries()) await missedCalls((at % 2 ? one : two).app.url, [name]);
    await Promise.all([one.app.settled(), two.app.settled()]);
    for (const channel of channels) expect(callersIn(on.slack.read(channel))).toEqual(names);
    expect(callersIn(on.discord.read(discordChannel))).toEqual(names);
  });

  test('a changed rule applies to both at once', async () => {
    const [one, two] = [await start(), await start()];
    await watch(one, [`slack:${on.slack.team}/C1`]);
    await missedCalls(two.app.url, callers(1));
    const address = `slack:${on.slack.team}/C1`;
    await putChannel(one.core.database.db, { address, rules: [{ on: '*', do: 'ignore' }] });
    await missedCalls(two.app.url, callers(1, 1));
    await missedCalls(one.app.url, callers(1, 2));
    await Promise.all([one.app.settled(), two.app.settled()]);
    expect(callersIn(on.slack.read('C1'))).toEqual(callers(1));
  });
});

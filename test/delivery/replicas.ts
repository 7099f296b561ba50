/** Several replicas on one PostgreSQL with both fake platforms; test/torture kills processes. */
import { afterEach, beforeEach } from 'vitest';
import { putChannel } from '../../src/store/settings/channels.ts';
import { startApp, type TestApp } from '../app-harness.ts';
import { createTestDatabase, type TestDatabase } from '../databases.ts';
import { providerEnv } from '../e2e/providers.ts';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';
import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';

const rules = [{ on: '*', do: 'post' as const }];
export const discordChannel = '700000000000000001';

/** Gives every test of a `describe` its own database and platforms. */
export function useReplicas() {
  let place: TestDatabase;
  const replicas: TestApp[] = [];
  const on = {
    slack: {} as FakeSlack,
    discord: {} as FakeDiscord,
    async start(env: Record<string, string> = {}): Promise<TestApp> {
      const tokens = {
        ...providerEnv,
        SLACK_BOT_TOKEN: on.slack.botToken,
        SLACK_API_URL: on.slack.url,
        SLACK_RATE: 'off',
        DISCORD_TOKEN: on.discord.token,
        DISCORD_API_URL: on.discord.url,
        BATCH_AFTER: 'off',
      };
      const replica = await startApp({ ...tokens, ...env }, { place });
      replicas.push(replica);
      return replica;
    },
    /** Stops a replica before the test ends. */
    async stop(replica: TestApp): Promise<void> {
      replicas.splice(replicas.indexOf(replica), 1);
      await replica.stop();
    },
    async watch({ core }: TestApp, addresses: readonly string[]): Promise<void> {
      await core.database.db.transaction().execute(async tx => {
        for (const address of addresses) await putChannel(tx, { address, rules });
      });
    },
  };

  beforeEach(async () => {
    place = await createTestDatabase('postgres');
    on.slack = await startFakeSlack();
    on.discord = await startFakeDiscord();
  });
  afterEach(async () => {
    for (const replica of replicas.splice(0)) await replica.stop();
    await on.slack.close();
    await on.discord.close();
    await place.remove();
  });
  return on;
}

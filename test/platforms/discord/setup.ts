import type { LogFields } from '../../../src/log.ts';
import { createDiscord, type DiscordOptions } from '../../../src/platforms/discord/index.ts';
import { type FakeDiscord, startFakeDiscord } from '../../fakes/discord/index.ts';

export const CHANNEL_ID = '300000000000000002';
export const GUILD = '300000000000000001';
export const CHANNEL = `${GUILD}/${CHANNEL_ID}`;
export const OTHER_CHANNEL = `${GUILD}/300000000000000003`;

/** Creates the real platform with a fake Discord. `logged` collects its log lines. */
export async function setup(
  overrides: Partial<DiscordOptions> | ((fake: FakeDiscord) => Partial<DiscordOptions>) = {},
) {
  const fake = await startFakeDiscord();
  const options = typeof overrides === 'function' ? overrides(fake) : overrides;
  const logged: string[] = [];
  const note = (fields: LogFields, text: string) => void logged.push(`${text} ${JSON.stringify(fields)}`);
  const log = { debug: note, info: note, warn: note, error: note };
  const platform = createDiscord({ token: fake.token, apiUrl: fake.url, log, ...options });
  const close = async () => {
    await platform.stop();
    await fake.close();
  };
  return { fake, platform, logged, close };
}

/** The requests that post or edit messages. */
export const writes = ({ requests }: Awaited<ReturnType<typeof setup>>['fake']) =>
  requests.filter(({ method }) => method !== 'GET');

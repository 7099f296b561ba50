/** A Slack platform with its fake, for a test. */
import type { LogFields } from '../../../src/log.ts';
import { createSlack, type SlackOptions } from '../../../src/platforms/slack/index.ts';
import { type FakeSlack, startFakeSlack } from '../../fakes/slack/index.ts';

export async function setup(more: (fake: FakeSlack) => Partial<SlackOptions> = () => ({})) {
  const fake = await startFakeSlack();
  const logged: string[] = [];
  const record = (fields: LogFields, text: string) => void logged.push(`${text} ${JSON.stringify(fields)}`);
  const platform = createSlack({
    botToken: fake.botToken,
    apiUrl: fake.url,
    log: { debug: record, info: record, warn: record, error: record },
    ...more(fake),
  });
  const close = async () => {
    await platform.stop();
    await fake.close();
  };
  return { fake, platform, logged, close };
}

export const CHANNEL = 'T0123/C0456';

/** A wrong signing secret: what the running server's rejections make `doctor` say, until a request is right. */
import { expect, onTestFinished, test } from 'vitest';
import { diagnose } from '../../src/operations/doctor.ts';
import { startApp } from '../app-harness.ts';
import { send } from '../fakes/slack/events.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';

test('doctor shows the last rejected request until a valid one arrives', async () => {
  const slack = await startFakeSlack();
  const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url, SLACK_SIGNING_SECRET: slack.signingSecret };
  const { app, config, stop } = await startApp(env);
  onTestFinished(async () => {
    await stop();
    await slack.close();
  });
  await expect.poll(() => app.routes()).toContain('ANY /slack/events');
  const post = async (secret: string) => {
    const response = await send(`${app.url}/slack/events`, 'text=x', 'application/x-www-form-urlencoded', secret);
    await response.body?.cancel();
    return response.status;
  };
  const rejections = async () => (await diagnose(config)).filter(({ text }) => text.includes('/slack/events'));

  expect(await post('of-another-app')).toBe(401);
  expect(await post('of-another-app')).toBe(401);
  await expect.poll(rejections, { timeout: 10_000 }).toEqual([
    {
      ok: false,
      text: expect.stringMatching(
        /^Slack: 2 requests to \/slack\/events were rejected, the last at 2\S+Z: the request's signature doesn't match\.$/,
      ),
      fix: "Copy SLACK_SIGNING_SECRET again (Basic Information page), and check this machine's clock.",
    },
  ]);
  expect(await post(slack.signingSecret)).not.toBe(401);
  await expect.poll(rejections, { timeout: 10_000 }).toEqual([]);
});

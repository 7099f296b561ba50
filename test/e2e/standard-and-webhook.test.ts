/** An event of someone's own system comes in signed, and goes out as a message in Slack and as a signed webhook. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { diagnose } from '../../src/operations/doctor.ts';
import { standard } from '../../src/sources/providers/standard/index.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { generateSecret } from '../../src/util/signing/standard-webhooks.ts';
import { startApp } from '../app-harness.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { startWebhookReceiver } from '../fakes/webhook-receiver.ts';
import { credentialsFor, providerEnv } from './providers.ts';

async function start() {
  const secret = generateSecret();
  const [slack, receiver] = await Promise.all([startFakeSlack(), startWebhookReceiver(secret)]);
  const folder = mkdtempSync(join(tmpdir(), 'callboard-webhooks-'));
  const file = join(folder, 'webhooks.yaml');
  writeFileSync(file, `crm: { url: "${receiver.url}", secret: ${secret} }\n`);
  chmodSync(file, 0o600);
  const running = await startApp(
    { ...providerEnv, SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url, WEBHOOK_ENDPOINTS: file },
    {
      prepare: core =>
        core.database.db.transaction().execute(async tx => {
          for (const address of [`slack:${slack.team}/C0456`, 'webhook:crm/default'])
            await putChannel(tx, { address, rules: [{ on: 'call.*', do: 'post' }] });
        }),
    },
  );
  onTestFinished(async () => {
    await running.stop();
    await slack.close();
    await receiver.close();
    rmSync(folder, { recursive: true });
  });
  return { ...running, slack, receiver, secret };
}

/** Sends a body as a Standard Webhooks library does; `headers` override the signature's. */
async function deliver(url: string, body: unknown, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${url}/webhooks/standard`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { code: response.status, ...((await response.json()) as object) };
}

test('a signed event is posted in Slack and to an endpoint, once, also when it is sent again', async () => {
  const { app, slack, receiver, config, logged, secret } = await start();
  const body = standard.sample('call.missed');
  const signature = credentialsFor('standard', JSON.stringify(body));
  expect(await deliver(app.url, body, signature)).toMatchObject({ code: 200, status: 'accepted' });
  expect(await deliver(app.url, body, signature)).toMatchObject({ code: 200, status: 'duplicate' });
  await app.settled();

  expect(slack.read('C0456').match(/Missed voice call from Ann Lee/g)).toHaveLength(1);
  expect(receiver.received).toHaveLength(1);
  expect(receiver.received[0]?.body).toMatchObject({
    type: 'call.missed',
    data: {
      message: { title: '📵 Missed voice call from Ann Lee' },
      events: [{ type: 'call.missed', provider: 'standard', subject: 'call-7001', call: { outcome: 'unanswered' } }],
    },
  });

  const changed = { ...(body as object), subject: 'call-7002' };
  expect(await deliver(app.url, changed, signature)).toMatchObject({ code: 401 });
  const again = credentialsFor('standard', JSON.stringify(body));
  expect(await deliver(app.url, body, again)).toMatchObject({ code: 200, status: 'accepted' });
  await app.settled();
  expect(receiver.received).toHaveLength(2);

  const findings = (await diagnose(config)).map(({ text }) => text).join('\n');
  expect(findings).toContain('Source standard: Standard Webhooks at /webhooks/standard, last webhook');
  expect(findings).toContain('Webhook delivery: 1 endpoint (crm).');
  expect(logged.join('\n')).not.toContain(secret.slice(6));
});

test('a webhook whose response is lost is sent again with its ID, and the receiver shows it once', async () => {
  const { app, receiver } = await start();
  receiver.next('post', 'drop after');
  const body = standard.sample('call.missed');
  await deliver(app.url, body, credentialsFor('standard', JSON.stringify(body)));
  await app.settled();
  const ids = receiver.received.map(({ id }) => id);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(receiver.read().match(/Missed voice call/g)).toHaveLength(1);
});

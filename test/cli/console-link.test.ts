/** console-link, for each way to guard the console. */
import { expect, test } from 'vitest';
import { startApp } from '../app-harness.ts';
import { createTestDatabase } from '../databases.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { openCli } from './cli-harness.ts';

test('the printed link opens the console of a running server', async () => {
  const [slack, database] = [await startFakeSlack(), await createTestDatabase('sqlite')];
  const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url };
  const running = await startApp(env, { place: database });
  try {
    const { port } = new URL(running.app.url);
    const { out } = await openCli({ ...env, DATABASE_URL: database.url, PORT: port }).run('console-link');
    expect(running.printed.join()).toContain(out.trim());
    const { status } = await fetch(out.trim(), { redirect: 'manual' });
    expect(status).toBe(303);
  } finally {
    await running.stop();
    await Promise.all([slack.close(), database.remove()]);
  }
});

test('without a token, or with a password, the link has no key', async () => {
  const { out } = await openCli({ PORT: '3000' }).run('console-link');
  expect(out).toBe('http://localhost:3000\n');
  const password = 'stage: left, right';
  const withPassword = await openCli({ PORT: '3000', CONSOLE_PASSWORD: password }).run('console-link');
  expect(withPassword.out).toBe('http://localhost:3000 (sign in with CONSOLE_PASSWORD; any user name works)\n');
});

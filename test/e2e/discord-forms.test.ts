/** A form on Discord survives a restart and a change of process. */
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { startApp } from '../app-harness.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../databases.ts';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';

const GUILD = '300000000000000001';
const CHANNEL = '300000000000000002';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function prepare(kind: 'sqlite' | 'postgres') {
  const discord = await startFakeDiscord();
  const place = await createTestDatabase(kind);
  stops.push(place.remove, discord.close);
  return { discord, place };
}

/** Starts the app; Ann's signed interactions arrive over HTTP. */
async function startAt(discord: FakeDiscord, place: TestDatabase) {
  const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url, DISCORD_PUBLIC_KEY: discord.publicKey };
  const { app, core, stop } = await startApp(env, { place });
  await vi.waitFor(() => expect(discord.commands).toHaveLength(2), 30_000);
  const ann = discord.person({ guild: GUILD, channel: CHANNEL, url: `${app.url}/discord/interactions` });
  return { ann, core, stop };
}

const wrong = { Events: 'call.mised' };
const right = { Events: 'call.missed' };

test('a form with a mistake is fixed after a restart', async () => {
  const { discord, place } = await prepare('sqlite');
  const before = await startAt(discord, place);
  const form = await before.ann.command('add');
  const problems = await before.ann.submit(form, {
    ...wrong,
    'Call type': ['Video'],
  });
  await before.stop();
  const after = await startAt(discord, place);
  onTestFinished(after.stop);
  const again = await after.ann.press(problems.messages[0], 'Edit form…');
  expect(JSON.stringify(again.modal?.data)).toMatch(/"value":"video"[^}]*"default":true/);
  await after.ann.submit(again, right);
  expect(problems.messages[0]?.text).toContain('Review new rule');
  await after.ann.press(problems.messages[0], 'Save rule');
  expect((await after.ann.command('rules')).messages[0]?.text).toMatch(/call\.missed[\s\S]*video/);
});

describeOnPostgres('two processes', () => {
  test('a form opened in one process is submitted to the other and fixed there', async () => {
    const { discord, place } = await prepare('postgres');
    const [one, other] = [await startAt(discord, place), await startAt(discord, place)];
    stops.push(one.stop, other.stop);
    const form = await one.ann.command('add');
    const problems = await other.ann.submit(form, wrong);
    const again = await one.ann.press(problems.messages[0], 'Edit form…');
    await other.ann.submit(again, right);
    await one.ann.press(problems.messages[0], 'Save rule');
    expect((await other.ann.command('rules')).messages[0]?.text).toContain('call.missed');
  });

  test('a template opened in one process is previewed by the other and saved by the first', async () => {
    const { discord, place } = await prepare('postgres');
    const [one, other] = [await startAt(discord, place), await startAt(discord, place)];
    stops.push(one.stop, other.stop);
    const shown = await one.ann.command('templates', { name: 'call.missed' });
    const form = await one.ann.press(shown.messages[0], 'Edit template…');
    const preview = await other.ann.submit(form, { Title: 'No answer' });
    const [message] = preview.messages;
    await one.ann.press(message, 'Save for this channel');
    expect((await other.ann.command('templates', { name: 'call.missed' })).messages[0]?.text).toContain('No answer');
  });
});

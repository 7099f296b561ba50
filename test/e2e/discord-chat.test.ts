/** Setting up a Discord channel from scratch in the real app: command, form, submission, and the next webhook. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { listHolds, retryHeldChannels } from '../../src/store/deliveries/holds.ts';
import { findEvent } from '../../src/store/events/events.ts';
import { readChannel } from '../../src/store/settings/rules.ts';
import { startApp } from '../app-harness.ts';
import { putRules } from '../chat/chat-harness.ts';
import { bot, guildCreate } from '../fakes/discord/events.ts';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import { callers, missedCalls } from '../missed-calls.ts';
import { providerEnv, send } from './providers.ts';

const GUILD = '300000000000000001';
const CHANNEL = '300000000000000002';
const OTHER = '300000000000000003';
const [ANN, BOB] = ['200000000000000001', '200000000000000002'];

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(transport: 'gateway' | 'http', env: Record<string, string> = providerEnv) {
  const discord = await startFakeDiscord();
  stops.push(discord.close);
  const { app, core, stop } = await startApp({
    ...env,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
    ...(transport === 'http' && { DISCORD_PUBLIC_KEY: discord.publicKey }),
  });
  stops.push(stop);
  await vi.waitFor(() => expect(discord.commands).toHaveLength(2), 30_000);
  if (transport === 'gateway') await vi.waitFor(() => expect(discord.gateway.identified).toBe(1), 30_000);
  const url = transport === 'http' ? { url: `${app.url}/discord/interactions` } : {};
  const miss = async () => {
    expect((await send(app.url, 'cometchat', cometchat.sample('call_unanswered'))).status).toBe(200);
    await app.settled();
  };
  return {
    discord,
    app,
    core,
    miss,
    person: (more = {}) => discord.person({ guild: GUILD, channel: CHANNEL, ...url, ...more }),
  };
}

test('a new server is greeted, and one press of a manager adds rules and posts a test message', async () => {
  const { discord, miss, person } = await start('gateway');
  discord.gateway.dispatch(guildCreate(GUILD, [CHANNEL]));
  await vi.waitFor(() => expect(discord.messages(CHANNEL)).toHaveLength(1), 30_000);
  const greeting = discord.shown(CHANNEL)[0];
  const bob = person({ id: '200000000000000002', permissions: 0n });
  expect((await bob.press(greeting, 'Missed calls')).messages[0]?.text).toContain(
    'To change this, run /callboard menu in that channel',
  );
  expect((await bob.press(greeting, 'Add rule…')).modal).toBeNull();
  const pressed = await person().press(greeting, 'Missed calls');
  expect(pressed.messages[0]).toMatchObject({ isPrivate: true, text: expect.stringContaining('will be posted here') });
  await vi.waitFor(() => expect(discord.messages(CHANNEL)).toHaveLength(2), 30_000);
  await miss();
  expect(discord.messages(CHANNEL)).toHaveLength(3);
});

describe.each(['gateway', 'http'] as const)('by %s', transport => {
  test('new credentials are shown only to the person who added the source', async () => {
    const { discord, person } = await start(transport);
    const boss = person({ permissions: 1n << 5n });
    const added = await boss.command('source', { what: 'add cometchat clinic' });
    expect(added.messages).toMatchObject([{ isPrivate: true, text: expect.stringMatching(/password/i) }]);
    expect(discord.messages(CHANNEL)).toEqual([]);
  });

  test('a rule that pings everyone requires the Mention Everyone permission', async () => {
    const { discord, core, person } = await start(transport);
    const everyone = { type: 1 as const, allow: String(1n << 17n), deny: '0' };
    discord.servers.set(GUILD, {
      owner: '1',
      roles: [{ id: GUILD, permissions: '3072' }],
      members: { [ANN]: [], [BOB]: [], [bot.id]: [] },
      channels: { [CHANNEL]: { type: 0, permission_overwrites: [{ id: BOB, ...everyone }] } },
    });
    const rules = async () => (await readChannel(core.database.db, `discord:${GUILD}/${CHANNEL}`)).rules;
    const [ann, bob] = [person({ id: ANN }), person({ id: BOB })];
    const line = { on: 'call.missed', mention: '@here' };
    const review = await ann.command('add', line);
    const pressed = await ann.press(review.messages[0], 'Save rule');
    expect(pressed.messages[0]?.text).toContain('without the permission Mention @everyone, @here and All Roles');
    expect(await rules()).toEqual([]);
    await bob.press((await bob.command('add', line)).messages[0], 'Save rule');
    expect(await rules()).toMatchObject([{ on: 'call.missed', mention: ['@here'] }]);
  });

  test('events in plain words get a suggestion, and the template form begins with its title', async () => {
    const { discord, person } = await start(transport);
    const ann = person();
    const form = await ann.command('add');
    expect(JSON.stringify(form.modal?.data.components[0])).toContain('e.g. call.missed.');
    const wrong = await ann.submit(form, { Events: 'missed calls' });
    expect(wrong.messages[0]?.text).toContain('Unknown event type "missed calls". Did you mean "call.missed"?');
    const shown = await ann.command('templates', { name: 'call.missed' });
    const { modal } = await ann.press(shown.messages[0], 'Edit template…');
    expect(modal?.data.components.map(each => ('label' in each ? each.label : 'names'))).toEqual([
      ...['Title', 'Text', 'Color', 'Buttons', 'names'],
    ]);
    expect(discord.messages(CHANNEL)).toEqual([]);
  });

  test('a rule from a form decides the next webhook, and a typed rule is added', async () => {
    const { discord, miss, person } = await start(transport);
    const ann = person();
    expect((await ann.command('menu')).messages[0]?.text).toContain('No rules yet');

    const form = await ann.command('add');
    const wrong = await ann.submit(form, { Events: 'call.mised' });
    expect(wrong.messages[0]?.text).toContain('call.missed');
    const again = await ann.press(wrong.messages[0], 'Edit form…');
    await ann.submit(again, { Events: 'call.missed' });
    const review = wrong.messages[0];
    expect(review?.text).toContain('Review new rule');
    await ann.press(review, 'Save rule');
    await miss();
    expect(discord.messages(CHANNEL)).toHaveLength(1);

    const typed = await ann.command('add', { on: 'call.rejected', do: 'ignore' });
    await ann.press(typed.messages[0], 'Save rule');
    expect((await ann.command('rules')).messages[0]?.text).toMatch(/call\.missed[\s\S]*call\.rejected/);
  });

  test('rules are moved and copied by number, whatever option is filled in first', async () => {
    const { discord, core, person } = await start(transport);
    discord.servers.set(GUILD, {
      owner: ANN,
      roles: [{ id: GUILD, permissions: '3072' }],
      members: { [ANN]: [], [bot.id]: [] },
      channels: { [CHANNEL]: { type: 0 }, [OTHER]: { type: 0 } },
    });
    const [here, there] = [`discord:${GUILD}/${CHANNEL}`, `discord:${GUILD}/${OTHER}`];
    await putRules(core, [{ on: 'call.missed' }, { on: 'call.ended' }], here);
    await putRules(core, [], there);
    const ann = person({ id: ANN, permissions: 1n << 5n });
    const moved = await ann.command('move', { position: '1', number: '2' });
    expect(moved.messages[0]?.text).toMatch(/✓ Rule 2 moved to position 1[\s\S]*\[Undo move\]/);
    const completed = await ann.complete('copy', { number: '2', channel: '' });
    expect(completed.choices).toHaveLength(1);
    const channel = completed.choices?.[0]?.value ?? '';
    const copied = await ann.command('copy', { channel, number: '2' });
    expect(copied.messages[0]?.text).toContain('✓ Rule 2 copied');
    const list = await ann.command('pause');
    await ann.choose(list.messages[0], 'Select a rule', ['1. Post call.ended']);
    expect(list.messages[0]?.text).toContain('✓ Rule 1 paused');
    expect((await readChannel(core.database.db, here)).rules).toMatchObject([
      { on: 'call.ended', paused: true },
      { on: 'call.missed' },
    ]);
    expect((await readChannel(core.database.db, there)).rules).toMatchObject([{ on: 'call.missed' }]);
  });

  test('a template is typed and checked where Discord cannot list all templates', async () => {
    const { person } = await start(transport);
    const ann = person();
    const typed = await ann.command('add', { on: 'call.missed' });
    const wrong = await ann.submit(await ann.press(typed.messages[0], 'Set template…'), { Template: 'call.endd' });
    expect(wrong.messages[0]?.text).toContain('Did you mean "call.ended"?');
    const again = await ann.press(wrong.messages[0], 'Edit form…');
    await ann.submit(again, { Template: 'call.ended' });
    expect(wrong.messages[0]?.text).toContain(', template call.ended');
  });

  test('a missing Send Messages permission is reported, and the rule is saved', async () => {
    const { discord, person } = await start(transport);
    const roles = [{ id: GUILD, permissions: String(1n << 10n) }];
    discord.servers.set(GUILD, { owner: '1', roles, members: { [bot.id]: [] }, channels: { [CHANNEL]: { type: 0 } } });
    const ann = person();
    const review = (await ann.command('add', { on: 'call.missed' })).messages[0];
    expect(review?.text).toMatch(/I can’t post here yet[\s\S]*give Callboard’s role Send Messages/);
    await ann.press(review, 'Save rule');
    expect(review?.text).toMatch(/Rule 1 saved[\s\S]*Send Messages/);
    roles[0] = { id: GUILD, permissions: String((1n << 10n) | (1n << 11n)) };
    expect((await ann.command('menu')).messages[0]?.text).not.toContain('Send Messages');
  });

  test('a role that can use the command without Manage Channels can use its controls', async () => {
    const { person } = await start(transport);
    const role = person({ permissions: 0n });
    const typed = await role.command('add', { on: 'call.missed' });
    const saved = await role.press(typed.messages[0], 'Save rule');
    expect([saved.messages[0]?.text, typed.messages[0]?.text].join()).not.toMatch(
      /type \/callboard in that channel|Manage Channels/,
    );
    expect((await role.command('rules')).messages[0]?.text).toContain('call.missed');
  });

  test('such a role is not a manager: it changes nothing server-wide, and nothing where only managers edit', async () => {
    const { person } = await start(transport);
    const role = person({ permissions: 0n });
    const shown = await role.command('templates', { name: 'call.missed' });
    const form = await role.press(shown.messages[0], 'Edit template…');
    const preview = await role.submit(form, { Title: 'By a role' });
    expect(preview.messages[0]?.text).toMatch(/\[Save for this channel\]/);
    expect(preview.messages[0]?.text).not.toContain('this server');
    const admin = person({ id: '200000000000000009', permissions: 1n << 5n });
    await admin.command('access', { who: 'admins' });
    const refused = await role.command('add', { on: 'call.missed' });
    expect(refused.messages[0]?.text).toContain('Only people with Manage Channels can change this');
    expect((await person().command('add', { on: 'call.missed' })).messages[0]?.text).toContain('Review new rule');
  });

  test("a template's form lists all its fields, and an admin saves it for the server", async () => {
    const { person } = await start(transport);
    const ann = person({ permissions: 1n << 5n });
    const shown = await ann.command('templates', { name: 'call.missed' });
    const form = await ann.press(shown.messages[0], 'Edit template…');
    const intro = form.modal?.data.components.at(-1);
    expect(intro).toMatchObject({
      type: 10,
      content: expect.stringMatching(/call\.caller\.name[\s\S]*session\.duration/),
    });
    const preview = await ann.submit(form, { Title: 'For all', Color: ['red'] });
    const saved = await ann.press(preview.messages[0], 'Save for this server');
    expect(JSON.stringify([saved.messages, preview.messages])).toContain('✓ Saved version 1 for this server');
  });

  test("every member can use Why? in a message's menu", async () => {
    const { discord, miss, person } = await start(transport);
    const ann = person();
    await ann.press((await ann.command('add', { on: 'call.missed' })).messages[0], 'Save rule');
    await miss();
    const bob = person({ id: '200000000000000002', permissions: 0n });
    const answer = await bob.why(discord.messages(CHANNEL)[0]?.id ?? '');
    expect(answer.messages[0]).toMatchObject({ isPrivate: true, text: expect.stringContaining('call.missed') });
    expect((await bob.why('700000000000000009')).messages[0]?.text).toContain('it isn’t about an event');
  });

  test("why explains a linked message from any channel to members of the message's channel", async () => {
    const { discord, miss, person } = await start(transport);
    const view = String(1n << 10n);
    discord.servers.set(GUILD, {
      owner: '200000000000000009',
      roles: [{ id: GUILD, permissions: view }],
      members: { [ANN]: [], [BOB]: [] },
      channels: {
        [CHANNEL]: { type: 0, permission_overwrites: [{ id: BOB, type: 1, allow: '0', deny: view }] },
        [OTHER]: { type: 0 },
      },
    });
    await person().press((await person().command('add', { on: 'call.missed' })).messages[0], 'Save rule');
    await miss();
    const about = `https://discord.com/channels/${GUILD}/${CHANNEL}/${discord.messages(CHANNEL)[0]?.id}`;
    expect((await person().command('why', { about })).messages[0]?.text).toContain('Matched rule 1');
    const elsewhere = person({ channel: OTHER });
    expect((await elsewhere.command('why', { about })).messages[0]?.text).toContain('Matched rule 1');
    const bob = person({ channel: OTHER, id: BOB });
    expect((await bob.command('why', { about })).messages[0]?.text).toContain('That message is in a channel');
    const [event] = (await person().complete('why', { about: 'superhero' })).choices ?? [];
    expect((await person().command('why', { about: event?.value ?? '' })).messages[0]?.text).toContain(
      'Matched rule 1',
    );
  });

  test('why explains each event of a batch', async () => {
    const { discord, app, core, person } = await start(transport, { ...providerEnv, BATCH_AFTER: '0s' });
    await person().press((await person().command('add', { on: 'call.missed' })).messages[0], 'Save rule');
    discord.trouble = ({ method, path }) =>
      method === 'POST' && path === `/channels/${CHANNEL}/messages` ? { status: 403, code: 50001 } : undefined;
    await missedCalls(app.url, callers(6));
    await vi.waitFor(async () => expect(await listHolds(core.database.db)).toHaveLength(1), 30_000);
    discord.trouble = undefined;
    await core.database.db.transaction().execute(tx => retryHeldChannels(tx, `discord:${GUILD}/${CHANNEL}`));
    await app.settled();
    const deliveries = await listDeliveries(core.database.db);
    const batched = deliveries.find(({ batchedInto }) => batchedInto !== null);
    const head = deliveries.find(({ id }) => id === batched?.batchedInto);
    const several = await person().why(head?.ref ?? '');
    expect(several.messages[0]?.text).toMatch(/This message covers \d events/);
    const [, caller = ''] =
      /(caller-\d)/.exec(JSON.stringify(await findEvent(core.database.db, batched?.eventId ?? ''))) ?? [];
    const answer = await person().choose(several.messages[0], 'Select an event', [
      `📵 Missed voice call from ${caller}`,
    ]);
    expect(answer.messages[0]?.text).toContain(caller);
    expect(answer.messages[0]?.text).toContain('in a batch');
  });

  test('completions contain only the value of their option', async () => {
    const { person } = await start(transport);
    const types = await person().complete('add', { on: 'call.mis' });
    expect(types.choices?.map(({ value }) => value)).toEqual(['call.missed']);
    const templates = await person().complete('add', { on: 'call.missed', template: 'call.mis' });
    expect(templates.choices?.map(({ value }) => value)).toEqual(['call.missed']);
  });

  test.each([
    ['templates', 'name', 'call.mis', 'Template call.missed'],
    ['test', 'event', 'call_unans', 'Not posted: this channel has no rules yet'],
    ['source', 'what', 'li', 'Sources'],
    ['access', 'who', 'adm', 'In every channel, only people with Manage Channels can edit'],
    ['mute', 'duration', '2', '✓ Muted until'],
  ])('a completion of %s is accepted unchanged', async (word, option, begun, answer) => {
    const { person } = await start(transport);
    const admin = person({ permissions: 1n << 3n });
    const [first] = (await admin.complete(word, { [option]: begun })).choices ?? [];
    const { messages } = await admin.command(word, { [option]: first?.value ?? '' });
    expect(messages[0]?.text).toContain(answer);
  });
});

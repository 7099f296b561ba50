/** A channel on Slack set up from nothing, through the real app: invited, greeted, a form, and the next webhook. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import { refreshSample } from '../../src/sources/refresh-sample.ts';
import { listChannels } from '../../src/store/settings/channels.ts';
import { startApp } from '../app.ts';
import { memberJoined } from '../fakes/slack/events.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { providerEnv, send } from './providers.ts';

const CHANNEL = 'C0456';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(transport: 'Socket Mode' | 'HTTP', env: Record<string, string> = {}) {
  const slack = await startFakeSlack();
  stops.push(slack.close);
  slack.scopes.push('channels:read', 'groups:read');
  slack.people.set('U0ANN', { name: 'Ann' });
  slack.people.set('U0EVE', { name: 'Eve' });
  slack.names.set(CHANNEL, 'calls');
  slack.members.set(CHANNEL, new Set(['U0ANN', 'U0EVE']));
  const { app, core, stop } = await startApp({
    ...providerEnv,
    ...env,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.url,
    SLACK_RATE: 'off',
    ...(transport === 'HTTP' ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }),
  });
  stops.push(stop);
  if (transport === 'Socket Mode') await slack.socket.connected();
  else await vi.waitFor(() => expect(slack.requests.length).toBeGreaterThan(0), 30_000);
  const url = transport === 'HTTP' ? { url: `${app.url}/slack/events` } : {};
  let posted = 0;
  const post = async (sample: string) => {
    const body = refreshSample(cometchat.sample(sample), Date.now(), String(posted++));
    expect((await send(app.url, 'cometchat', body)).status).toBe(200);
    await app.settled();
  };
  return {
    slack,
    app,
    core,
    post,
    url: url.url,
    hands: (person: string) => slack.hands({ person, channel: CHANNEL, ...url }),
  };
}

const seen = (read: () => string, part: string | RegExp) =>
  vi.waitFor(() => expect(read()).toMatch(part), { timeout: 30_000 });

describe.each(['Socket Mode', 'HTTP'] as const)('by %s', transport => {
  test('invited, greeted, one press: rules, a sample, and the next webhook', async () => {
    const { slack, app, post, url, hands } = await start(transport);
    await slack.report(memberJoined(CHANNEL), url);
    await seen(() => slack.read(CHANNEL), /Callboard[\s\S]*\[Missed calls\]/);
    const ann = hands('U0ANN');
    await ann.press('Missed calls');
    await seen(ann.sees, 'will be posted here');
    await app.settled();
    const before = slack.messages(CHANNEL).length;
    await post('call_unanswered');
    expect(slack.messages(CHANNEL)).toHaveLength(before + 1);
  });

  test('a rule made by a form, wrong at first, decides the next webhook; and why is told', async () => {
    const { slack, post, hands } = await start(transport);
    const ann = hands('U0ANN');
    await ann.command('add');
    await seen(ann.modal, 'Add rule');
    const problems = await ann.submit({ on: ['call.missed'], if: 'cal.kind == "video"' });
    expect(problems.if).toContain('call');
    expect(await ann.submit({ on: ['call.missed'] })).toEqual({});
    await seen(ann.sees, 'Review new rule');
    await post('call_unanswered');
    expect(slack.messages(CHANNEL)).toEqual([]);
    await ann.press('Save rule');
    await vi.waitFor(() => expect(ann.sees()).not.toContain('Review new rule'), { timeout: 30_000 });
    await post('call_unanswered');
    const [message] = slack.messages(CHANNEL);
    await ann.why(message?.ts ?? '');
    await seen(ann.sees, 'Matched rule 1');
    const link = `https://acme.slack.com/archives/${CHANNEL}/p${message?.ts.replace('.', '')}`;
    const eve = hands('U0EVE');
    await eve.command(`why ${link}`);
    await seen(eve.sees, 'Matched rule 1');
    await eve.command(`why ${link.replace(CHANNEL, 'C0999')}`);
    await seen(eve.sees, 'That message is in a channel');
  });

  test('a template is chosen from a list, and taken out again', async () => {
    const { hands } = await start(transport);
    const ann = hands('U0ANN');
    await ann.command('add call.missed');
    await seen(ann.sees, '[Edit options…]');
    await ann.press('Edit options…');
    await seen(ann.modal, 'Template: [');
    await ann.submit({ template: 'call.ended' });
    await seen(ann.sees, ', template call.ended');
    await ann.press('Edit options…');
    await seen(ann.modal, 'Template: [call.ended ▾]');
    await ann.submit({ template: [] });
    const reviews = () => ann.sees().split('Review new rule').slice(1);
    await vi.waitFor(() => expect(reviews()).toHaveLength(3), { timeout: 30_000 });
    expect(reviews()[2]).not.toContain(', template');
  });

  test('words are taken as typed, and nobody else sees the answers', async () => {
    const { hands } = await start(transport);
    const [ann, eve] = [hands('U0ANN'), hands('U0EVE')];
    await ann.command('add call.missed mention &lt;!here&gt;');
    await seen(ann.sees, /Review new rule[\s\S]*\[Save rule\]/);
    await ann.press('Save rule');
    await vi.waitFor(() => expect(ann.sees()).not.toContain('Review new rule'), { timeout: 30_000 });
    await ann.command('ruels');
    await seen(ann.sees, 'rules');
    expect(eve.sees()).toBe('');
  });

  test('where the bot is not in, it says so, keeps the rule, and posts once it is invited', async () => {
    const { slack, app, url, hands } = await start(transport);
    const ann = hands('U0ANN');
    slack.uninvited.add(CHANNEL);
    await ann.command('add call.missed');
    await seen(
      ann.sees,
      /Review new rule[\s\S]*I’m not in this channel yet[\s\S]*\/invite @callboard[\s\S]*\[Save rule\]/,
    );
    await ann.press('Save rule');
    await seen(ann.sees, /Rule 1 saved[\s\S]*\/invite @callboard/);
    await ann.press('Send test');
    await seen(ann.sees, 'will be posted as soon as I can post here');
    slack.uninvited.delete(CHANNEL);
    await slack.report(memberJoined(CHANNEL), url);
    await vi.waitFor(() => expect(slack.messages(CHANNEL)).toHaveLength(1), { timeout: 30_000 });
    await app.settled();
  });

  test('in messages between two others nothing is made, and why is said', async () => {
    const { slack, core, url } = await start(transport);
    slack.uninvited.add('D0EVE');
    const ann = slack.hands({ person: 'U0ANN', channel: 'D0EVE', ...(url && { url }) });
    await ann.command('add call.missed');
    await seen(ann.sees, 'I can’t post in this DM.');
    expect(ann.sees()).not.toContain('[Save rule]');
    const own = slack.hands({ person: 'U0ANN', channel: 'D0BOT', ...(url && { url }) });
    await own.command('add call.missed');
    await seen(own.sees, '[Save rule]');
    expect((await listChannels(core.database.db)).flatMap(({ rules }) => rules)).toEqual([]);
    expect(slack.messages('D0EVE')).toEqual([]);
    expect(slack.hands({ person: 'U0EVE', channel: 'D0EVE', ...(url && { url }) }).sees()).toBe('');
  });

  test('who may not change rules is told so, by an admin who said who may', async () => {
    const { slack, hands } = await start(transport);
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    const [boss, ann, eve] = [hands('U0BOSS'), hands('U0ANN'), hands('U0EVE')];
    await ann.command('access admins');
    await seen(ann.sees, 'Only workspace admins');
    await boss.command('access <@U0ANN|ann>');
    await seen(boss.sees, 'U0ANN');
    await eve.command('add call.missed');
    await seen(eve.sees, 'You don’t have permission to change this.');
    await ann.command('add call.missed');
    await seen(ann.sees, 'Review new rule');
  });

  test('new credentials are shown once, and no notification has them', async () => {
    const { slack, hands } = await start(transport);
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    slack.members.get(CHANNEL)?.add('U0BOSS');
    const boss = hands('U0BOSS');
    const passwordIn = (body: unknown) => /password.*?"text":"([\w-]{20,})"/i.exec(JSON.stringify(body))?.[1];
    const passwords = () => slack.surfaces.told.flatMap(({ body }) => passwordIn(body) ?? []);
    await boss.command('source add cometchat clinic');
    await expect.poll(passwords).toHaveLength(1);
    await boss.command('source rotate clinic');
    await seen(boss.sees, 'Rotate (24 h overlap)');
    await boss.press('Rotate (24 h overlap)');
    await expect.poll(passwords).toHaveLength(2);
    const notified = slack.surfaces.told.map(({ body }) => body.text).join('\n');
    expect(notified).toContain('Source clinic');
    for (const password of passwords()) expect(notified).not.toContain(password);
    expect(slack.messages(CHANNEL)).toEqual([]);
  });

  test('a rule that pings everybody is for admins', async () => {
    const { slack, hands } = await start(transport);
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    slack.members.get(CHANNEL)?.add('U0BOSS');
    const [boss, ann] = [hands('U0BOSS'), hands('U0ANN')];
    for (const hand of [ann, boss]) {
      await hand.command('add call.missed mention <!channel>');
      await seen(hand.sees, '[Save rule]');
      await hand.press('Save rule');
    }
    await seen(ann.sees, 'Only workspace admins can use @channel in a rule');
    await seen(boss.sees, '✓ Rule 1 saved');
  });

  test('an admin of another workspace is none here, and neither they nor guests are members', async () => {
    const { slack, hands } = await start(transport);
    slack.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T9OTHER' });
    slack.people.set('U0GUS', { name: 'Gus', guest: true });
    slack.members.set(CHANNEL, new Set(['U0EVE', 'U0GUS']));
    for (const person of ['U0EVE', 'U0GUS']) {
      const hand = hands(person);
      await hand.command('source add cometchat clinic');
      await seen(hand.sees, 'Only workspace admins');
      await hand.command('add call.missed');
      await seen(hand.sees, 'Guests can’t change this.');
      await hand.command('rules');
      await seen(hand.sees, 'No rules yet');
    }
  });

  test("an operator adds a shared source, and an admin who isn't one does not", async () => {
    const { slack, hands } = await start(transport, { OPERATORS: 'slack:U0ANN' });
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    const [boss, ann] = [hands('U0BOSS'), hands('U0ANN')];
    const source = { provider: 'cometchat', name: 'all', for: 'everybody' };
    for (const hand of [boss, ann]) {
      await hand.command('source add');
      await seen(hand.modal, 'Add source');
    }
    expect((await boss.submit(source)).for).toMatch(/^This is shared by all workspaces/);
    expect(await ann.submit(source)).toEqual({});
    await seen(ann.sees, 'is ready. Finish in the CometChat dashboard');
  });

  test('the App Home: a channel is opened there, and its rules are changed in modals', async () => {
    const { slack, post, hands } = await start(transport);
    const [ann, bob] = [hands('U0ANN'), hands('U0BOB')];
    await ann.command('add call.rejected');
    await seen(ann.sees, '[Save rule]');
    await ann.press('Save rule');
    await seen(ann.sees, '✓ Rule 1 saved');
    await bob.openHome();
    await seen(bob.home, 'No channels set up yet.');
    await ann.openHome();
    await seen(ann.home, '#calls: 1 rule');
    await ann.pressAtHome('#calls');
    await seen(ann.modal, /call\.rejected[\s\S]*In #calls\./);
    await ann.pressInModal('Add rule…');
    await seen(ann.modal, 'Events');
    await ann.submit({ on: ['call.missed'] });
    await seen(ann.modal, 'Review new rule');
    await ann.pressInModal('Save rule');
    await seen(ann.modal, '✓ Rule 2 saved');
    await post('call_unanswered');
    expect(slack.messages(CHANNEL)).toHaveLength(1);
  });

  test('a form that came too late for Slack is opened by one press more', async () => {
    const { slack, hands } = await start(transport);
    const ann = hands('U0ANN');
    slack.surfaces.life.trigger = 0;
    await ann.command('add');
    await seen(ann.sees, 'Open form…');
    slack.surfaces.life.trigger = 3000;
    await ann.press('Open form…');
    await seen(ann.modal, 'Add rule');
  });

  test('a template longer than a field of Slack is typed in parts, and a mistake loses nothing of it', async () => {
    const { hands } = await start(transport);
    const ann = hands('U0ANN');
    await ann.command('templates call.missed');
    await seen(ann.sees, 'Template call.missed');
    await ann.press('Edit template…');
    await seen(ann.modal, 'Text: [');
    await ann.submit({ body: `${'a'.repeat(2990)}\nlast` });
    await seen(ann.sees, 'Preview of call.missed');
    await ann.press('Edit template…');
    await seen(ann.modal, 'part 2');
    const wrong = await ann.submit({ 'body~1n': `${'b'.repeat(2900)} {{#if}}` });
    expect(wrong.body).toMatch(/./);
    expect(ann.modal()).toContain('part 2');
    expect(await ann.submit({ 'body~1n': 'b'.repeat(2900) })).toEqual({});
    await seen(ann.sees, 'b'.repeat(100));
  });

  test('a template is changed with a preview; the second of two is told what the first changed', async () => {
    const { slack, post, hands } = await start(transport);
    const [ann, eve] = [hands('U0ANN'), hands('U0EVE')];
    await ann.command('add call.missed');
    await seen(ann.sees, '[Save rule]');
    await ann.press('Save rule');
    await seen(ann.sees, '✓ Rule 1 saved');
    for (const one of [ann, eve]) {
      await one.command('templates call.missed');
      await seen(one.sees, 'Template call.missed');
      await one.press('Edit template…');
      await seen(one.modal, 'Text: [');
    }
    await ann.submit({ title: 'Nobody took {{call.caller.id}}' });
    await seen(ann.sees, 'Nobody took superhero4');
    await ann.press('Save for this channel');
    await seen(ann.sees, '✓ Saved version 1 for this channel.');
    await eve.submit({ title: 'Lost: {{call.caller.id}}' });
    await seen(eve.sees, 'Lost: superhero4');
    await eve.press('Save for this channel');
    await seen(eve.sees, /Ann saved version 1 for this channel[\s\S]*- title: Nobody took[\s\S]*\[Overwrite theirs\]/);
    await post('call_unanswered');
    expect(slack.read(CHANNEL)).toContain('Nobody took superhero4');
  });
});

/** Members, guests, admins and operators on Slack, through the real app. */
import { describe, expect, test } from 'vitest';
import { listChannels } from '../../src/store/settings/channels.ts';
import { CHANNEL, seen, start } from './slack-harness.ts';

describe.each(['Socket Mode', 'HTTP'] as const)('by %s', transport => {
  test('in a DM between two other people no rule is added, and the answer says why', async () => {
    const { slack, core, url } = await start(transport);
    slack.uninvited.add('D0EVE');
    const ann = slack.person({ person: 'U0ANN', channel: 'D0EVE', ...(url && { url }) });
    await ann.command('add call.missed');
    await seen(ann.sees, 'I can’t post in this DM.');
    expect(ann.sees()).not.toContain('[Save rule]');
    const own = slack.person({ person: 'U0ANN', channel: 'D0BOT', ...(url && { url }) });
    await own.command('add call.missed');
    await seen(own.sees, '[Save rule]');
    expect((await listChannels(core.database.db)).flatMap(({ rules }) => rules)).toEqual([]);
    expect(slack.messages('D0EVE')).toEqual([]);
    expect(slack.person({ person: 'U0EVE', channel: 'D0EVE', ...(url && { url }) }).sees()).toBe('');
  });

  test('after an admin restricts access, other members are refused', async () => {
    const { slack, person } = await start(transport);
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    const [boss, ann, eve] = [person('U0BOSS'), person('U0ANN'), person('U0EVE')];
    await ann.command('access admins');
    await seen(ann.sees, 'Only workspace admins');
    await boss.command('access <@U0ANN|ann>');
    await seen(boss.sees, 'U0ANN');
    await eve.command('add call.missed');
    await seen(eve.sees, 'Only admins and the people they chose can change this.');
    await ann.command('add call.missed');
    await seen(ann.sees, 'Review new rule');
  });

  test('new credentials are shown once and in no notification', async () => {
    const { slack, person } = await start(transport);
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    slack.members.get(CHANNEL)?.add('U0BOSS');
    const boss = person('U0BOSS');
    const passwordIn = (body: unknown) => /password.*?"text":"([\w-]{20,})"/i.exec(JSON.stringify(body))?.[1];
    const passwords = () => slack.surfaces.ephemeral.flatMap(({ body }) => passwordIn(body) ?? []);
    await boss.command('source add cometchat clinic');
    await expect.poll(passwords).toHaveLength(1);
    await boss.command('source rotate clinic');
    await seen(boss.sees, 'Rotate');
    await boss.press('Rotate');
    await expect.poll(passwords).toHaveLength(2);
    const notified = slack.surfaces.ephemeral.map(({ body }) => body.text).join('\n');
    expect(notified).toContain('Source clinic');
    for (const password of passwords()) expect(notified).not.toContain(password);
    expect(slack.messages(CHANNEL)).toEqual([]);
  });

  test('a rule that pings everyone requires an admin', async () => {
    const { slack, person } = await start(transport);
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    slack.members.get(CHANNEL)?.add('U0BOSS');
    const [boss, ann] = [person('U0BOSS'), person('U0ANN')];
    for (const user of [ann, boss]) {
      await user.command('add call.missed mention <!channel>');
      await seen(user.sees, '[Save rule]');
      await user.press('Save rule');
    }
    await seen(ann.sees, 'Only workspace admins can use @channel in a rule');
    await seen(boss.sees, '✓ Rule 1 saved');
  });

  test('an admin of another workspace and a guest get no rights here', async () => {
    const { slack, person } = await start(transport);
    slack.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T9OTHER' });
    slack.people.set('U0GUS', { name: 'Gus', guest: true });
    slack.members.set(CHANNEL, new Set(['U0EVE', 'U0GUS']));
    for (const id of ['U0EVE', 'U0GUS']) {
      const user = person(id);
      await user.command('source add cometchat clinic');
      await seen(user.sees, 'Only workspace admins');
      await user.command('add call.missed');
      await seen(user.sees, 'Guests can’t change this.');
      await user.command('rules');
      await seen(user.sees, 'No rules yet');
    }
  });

  test("an operator can add a shared source, and an admin who isn't one can't", async () => {
    const { slack, person } = await start(transport, { OPERATORS: 'slack:U0ANN' });
    slack.people.set('U0BOSS', { name: 'Boss', admin: true });
    const [boss, ann] = [person('U0BOSS'), person('U0ANN')];
    const source = { provider: 'cometchat', name: 'all', for: 'everyone' };
    for (const user of [boss, ann]) {
      await user.command('source add');
      await seen(user.modal, 'Add source');
    }
    expect((await boss.submit(source)).for).toMatch(/^This is shared by all workspaces/);
    expect(await ann.submit(source)).toEqual({});
    await seen(ann.sees, 'is ready. Finish in the CometChat dashboard');
  });
});

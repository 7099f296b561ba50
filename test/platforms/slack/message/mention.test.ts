import { expect, test } from 'vitest';
import { named, paragraph } from '../../../../src/messages/build-blocks.ts';
import { createMessage } from '../../../../src/messages/message.ts';
import { slack } from '../../../../src/platforms/slack/descriptor.ts';
import { renderMessage } from '../../../../src/platforms/slack/message/render.ts';
import { setup } from '../setup.ts';

test.for(['<!here>', '<!channel>', '<!everyone>', '<@U1>', '<@W0AB>', '<!subteam^S0123>'])('%s pings', mention => {
  expect(slack.checkMention(mention)).toEqual({ ok: true });
});

test.for(['here', '@bob', '<@&123>', '<!here> and more', '<@u1>', ' <!here>', '<#C1>', ''])(
  '%j does not ping',
  mention => {
    expect(slack.checkMention(mention)).toMatchObject({ ok: false, problem: expect.stringContaining('<!here>') });
  },
);

test('the error for an @ mention suggests the right form', () => {
  expect(slack.checkMention('@channel')).toEqual({
    ok: false,
    problem: `Slack doesn't recognize the mention "@channel". Use <!channel>.`,
  });
});

test('a copied member ID, a selected name and @here become mentions; a name stays text', () => {
  expect(['U012AB3CD', '<@U0123|ada>', '@here', '@ada', 'UPPER'].map(slack.readMention)).toEqual([
    '<@U012AB3CD>',
    '<@U0123>',
    '<!here>',
    '@ada',
    'UPPER',
  ]);
});

test('an address is a workspace and a channel', () => {
  expect(['T0123/C0456', 'T1/G2', 'T1/D3'].map(slack.checkAddress)).toEqual([true, true, true]);
  expect(['C0456', 'T0123/#general', 't0/c0', 'T0123/C0456/1', 'T0123/C0456\n', ''].filter(slack.checkAddress)).toEqual(
    [],
  );
});

test('only workspace admins can use @channel and @everyone; everyone can use @here and users', async () => {
  const { fake, platform, close } = await setup();
  fake.people.set('U0BOSS', { name: 'Boss', admin: true });
  fake.people.set('U0ANN', { name: 'Ann' });
  fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL' });
  const why = (person: string, ...mentions: string[]) => platform.findMentionProblem?.('T0123/C0456', person, mentions);
  expect(await why('U0ANN', '<!here>', '<@U0BOSS>', '<!subteam^S0123>')).toBeNull();
  expect(fake.requests).toEqual([]);
  expect(await why('U0BOSS', '<!channel>', '<!everyone>')).toBeNull();
  for (const person of ['U0ANN', 'U0EVE']) {
    expect(await why(person, '<!here>', '<!channel>')).toMatch(/^Only workspace admins can use @channel in a rule/);
    expect(await why(person, '<!everyone>')).toContain('ask an admin to save the rule');
  }
  fake.scopes = [];
  expect(await why('U0CARL', '<!channel>')).toContain('users:read');
  await close();
});

test.each([
  ['@here', '<!here>'],
  ['channel', '<!channel>'],
  ['<@U0123|ada>', '<@U0123>'],
  ['<!subteam^S0123|@nurses>', '<!subteam^S0123>'],
  ['@ada', '@ada'],
])('the typed mention %s becomes %s', (typed, mention) => {
  expect(slack.readMention(typed)).toBe(mention);
});

test('a named person or group is shown by name without pinging, and a mention of everyone stays text', () => {
  const mentions = ['<@U1>', '<!subteam^S0123>', '<!here>', '<@nobody>'];
  const { blocks } = renderMessage(createMessage({ blocks: [paragraph(mentions.map(each => named(each)))] }));
  expect(blocks).toMatchObject([
    {
      elements: [
        {
          elements: [
            { type: 'user', user_id: 'U1' },
            { type: 'usergroup', usergroup_id: 'S0123' },
            { type: 'text', text: '<!here>' },
            { type: 'text', text: '<@nobody>' },
          ],
        },
      ],
    },
  ]);
});

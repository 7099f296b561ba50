/** Links to messages, on every platform. */
import { expect, test } from 'vitest';
import { discord } from '../../src/platforms/discord/descriptor.ts';
import { preview } from '../../src/platforms/preview/index.ts';
import { slack } from '../../src/platforms/slack/descriptor.ts';

test.each([
  ['https://acme.slack.com/archives/C0456/p1234567890123456', 'T1/C0456'],
  ['https://acme.enterprise.slack.com/archives/C0456/p1234567890123456?thread_ts=1.2&cid=C0456', 'T1/C0456'],
  ['https://acme.slack.com/archives/D0456/p1234567890123456/', 'T1/D0456'],
  ['1234567890.123456', null],
])('%s is a message on Slack', (text, channel) => {
  expect(slack.parseMessageReference(text, 'T1')).toEqual({ channel, ref: '1234567890.123456' });
});

const place = '300000000000000001/300000000000000002';

test.each([
  [`https://discord.com/channels/${place}/700000000000000009`, place],
  [`https://ptb.discord.com/channels/${place}/700000000000000009`, place],
  [`https://discordapp.com/channels/${place}/700000000000000009?x=1`, place],
  ['700000000000000009', null],
])('%s is a message on Discord', (text, channel) => {
  expect(discord.parseMessageReference(text)).toEqual({ channel, ref: '700000000000000009' });
});

test('a message of the preview page is linked by its number', () => {
  expect(preview.parseMessageReference('12')).toEqual({ channel: null, ref: '12' });
});

test.each([
  'ada',
  '',
  '-1',
  '1.2',
  'https://acme.slack.com/archives/C0456',
  'https://evil.example/https://acme.slack.com/archives/C0456/p1234567890123456',
  'https://acme.slack.com.evil.example/archives/C0456/p1234567890123456',
  `https://discord.com.evil.example/channels/${place}/700000000000000009`,
  `https://discord.com/channels/@me/300000000000000002/700000000000000009`,
  `https://discord.com/channels/${place}`,
])('%j is none', text => {
  expect([
    slack.parseMessageReference(text, 'T1'),
    discord.parseMessageReference(text),
    preview.parseMessageReference(text),
  ]).toEqual(Array(3).fill(null));
});

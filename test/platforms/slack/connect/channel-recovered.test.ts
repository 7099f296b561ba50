import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { channelUnarchived, memberJoined, postSigned, type SlackEvent } from '../../../fakes/slack/events.ts';
import { serveHandler } from '../../mounted-endpoint.ts';
import { setup } from '../setup.ts';

const events: SlackEvent[] = [
  memberJoined('C0456', 'U0ANN'),
  memberJoined('C0456'),
  channelUnarchived('C0457'),
  { ...channelUnarchived('G0458'), type: 'group_unarchive' },
];
const expected = ['T0123/C0456', 'T0123/C0457', 'T0123/G0458'];

test("Socket Mode: an invitation of the bot and an unarchived channel are reported, other users' events are not", async () => {
  const recovered: string[] = [];
  const { fake, platform, close } = await setup(({ appToken }) => ({
    appToken,
    onChannelRecovered: place => void recovered.push(place),
  }));
  await platform.start();
  for (const event of events) await fake.report(event);
  await expect.poll(() => recovered).toEqual(expected);
  await close();
});

test('HTTP: signed events are reported in the same way', async () => {
  const recovered: string[] = [];
  const { fake, platform, close } = await setup(({ signingSecret }) => ({
    signingSecret,
    onChannelRecovered: place => void recovered.push(place),
  }));
  await platform.start();
  const server = serveHandler(platform.handler);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  // Slack sends this when the Request URL is set.
  const question = { type: 'url_verification', challenge: 'still there?' };
  expect(await postSigned(url, question, fake.signingSecret)).toBe(200);
  for (const event of events) await fake.report(event, url);
  await expect.poll(() => recovered).toEqual(expected);
  server.close();
  await close();
});

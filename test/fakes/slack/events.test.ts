/** Events that the fake reports are taken by Slack's own SDK. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { expect, test } from 'vitest';
import { channelUnarchived, memberJoined } from './events.ts';
import { type FakeSlack, startFakeSlack } from './index.ts';

/** What an app that listens to the two events hears. */
function listen(receiver: Receiver): string[] {
  const heard: string[] = [];
  const authorize = async () => ({ botToken: 'xoxb', botId: 'B0BOT', botUserId: 'U0BOT' });
  const app = new App({ receiver, authorize, logLevel: LogLevel.ERROR });
  app.event('member_joined_channel', async ({ event }) => void heard.push(`${event.user} joined ${event.channel}`));
  app.event('channel_unarchive', async ({ event }) => void heard.push(`${event.channel} unarchived`));
  return heard;
}

async function report(fake: FakeSlack, url?: string): Promise<void> {
  await fake.report(memberJoined('C1'), url);
  await fake.report(memberJoined('C1', 'U0EVE'), url);
  await fake.report(channelUnarchived('C2'), url);
}

const expected = ['U0BOT joined C1', 'U0EVE joined C1', 'C2 unarchived'];

test('by Socket Mode', async () => {
  const fake = await startFakeSlack();
  const installerOptions = { clientOptions: { slackApiUrl: fake.url } };
  const receiver = new SocketModeReceiver({ appToken: fake.appToken, logLevel: LogLevel.ERROR, installerOptions });
  const heard = listen(receiver);
  await receiver.start();
  await report(fake);
  await expect.poll(() => heard).toEqual(expected);
  await receiver.stop();
  await expect.poll(fake.socket.connections).toBe(0);
  await fake.close();
});

test('by signed HTTP; what is not acknowledged rejects', async () => {
  const fake = await startFakeSlack();
  const receiver = new HTTPReceiver({ signingSecret: fake.signingSecret, logLevel: LogLevel.ERROR });
  const heard = listen(receiver);
  const server = createServer(receiver.requestListener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  await report(fake, url);
  await expect.poll(() => heard).toEqual(expected);
  fake.signingSecret = 'another';
  await expect(fake.report(channelUnarchived('C2'), url)).rejects.toThrow('HTTP 401');
  server.closeAllConnections();
  server.close();
  await fake.close();
});

test('an event whose client goes away rejects', async () => {
  const fake = await startFakeSlack();
  const socket = new WebSocket(`${fake.url.replace('http', 'ws').replace('/api/', '/link')}`);
  await fake.socket.connected();
  const reported = fake.report(memberJoined('C1'));
  await once(socket, 'message');
  fake.socket.cut();
  await expect(reported).rejects.toThrow();
  await fake.close();
});

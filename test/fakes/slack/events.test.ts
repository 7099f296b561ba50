/** Bolt handles the events that the fake reports. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { expect, test } from 'vitest';
import { channelUnarchived, memberJoined } from './events.ts';
import { type FakeSlack, startFakeSlack } from './index.ts';

/** Returns the list of events that an app with this receiver gets. */
function listen(receiver: Receiver): string[] {
  const received: string[] = [];
  const authorize = async () => ({ botToken: 'xoxb', botId: 'B0BOT', botUserId: 'U0BOT' });
  const app = new App({ receiver, authorize, logLevel: LogLevel.ERROR });
  app.event('member_joined_channel', async ({ event }) => void received.push(`${event.user} joined ${event.channel}`));
  app.event('channel_unarchive', async ({ event }) => void received.push(`${event.channel} unarchived`));
  return received;
}

async function report(fake: FakeSlack, url?: string): Promise<void> {
  await fake.report(memberJoined('C1'), url);
  await fake.report(memberJoined('C1', 'U0EVE'), url);
  await fake.report(channelUnarchived('C2'), url);
}

const expected = ['U0BOT joined C1', 'U0EVE joined C1', 'C2 unarchived'];

test('an app gets events by Socket Mode', async () => {
  const fake = await startFakeSlack();
  const installerOptions = { clientOptions: { slackApiUrl: fake.url } };
  const receiver = new SocketModeReceiver({ appToken: fake.appToken, logLevel: LogLevel.ERROR, installerOptions });
  const received = listen(receiver);
  await receiver.start();
  await report(fake);
  await expect.poll(() => received).toEqual(expected);
  await receiver.stop();
  await expect.poll(fake.socket.connections).toBe(0);
  await fake.close();
});

test('an app gets events by signed HTTP, and an event without acknowledgement rejects', async () => {
  const fake = await startFakeSlack();
  const receiver = new HTTPReceiver({ signingSecret: fake.signingSecret, logLevel: LogLevel.ERROR });
  const received = listen(receiver);
  const server = createServer(receiver.requestListener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  await report(fake, url);
  await expect.poll(() => received).toEqual(expected);
  fake.signingSecret = 'another';
  await expect(fake.report(channelUnarchived('C2'), url)).rejects.toThrow('HTTP 401');
  server.closeAllConnections();
  server.close();
  await fake.close();
});

test('an event rejects when its client disconnects', async () => {
  const fake = await startFakeSlack();
  const socket = new WebSocket(`${fake.url.replace('http', 'ws').replace('/api/', '/link')}`);
  await fake.socket.connected();
  const reported = fake.report(memberJoined('C1'));
  await once(socket, 'message');
  fake.socket.cut();
  await expect(reported).rejects.toThrow();
  await fake.close();
});

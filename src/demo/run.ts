/** `npm run demo`: a server of its own, a scripted day sent to it over HTTP, every message printed as it is posted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type App, createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { Message } from '../messages/message.ts';
import { toText } from '../messages/text.ts';
import { runUntilSignal } from '../run.ts';
import type { Delivery } from '../store/deliveries.ts';
import { type Step, scriptedDay } from './day.ts';

export interface DemoOptions {
  host: string;
  port: number;
  json?: boolean | undefined;
  /** Stop when the day is over. */
  once?: boolean | undefined;
  /** Milliseconds between webhooks. */
  pause: number;
}

/** The channel whose messages are printed. */
const shown = 'preview:demo/calls';

/** Plays the day; the store is a temporary one, and no token is used. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let now = Date.now();

  const { app, stop } = await runUntilSignal(() =>
    createApp(demoConfig(options, folder), {
      log: createLog('error'),
      clock: () => now,
      posted: (delivery, message) => {
        if (delivery.channel === shown) print(delivery, message, options.json);
      },
    }),
  );
  if (!options.json) console.log(`The page is open at ${app.url}\n`);
  await playDay(app, options.pause, at => {
    now = at;
  });
  if (options.once) return stop();
  if (!options.json) console.log(`That was the day. The page stays open at ${app.url} (Ctrl+C ends it).`);
}

function demoConfig({ host, port }: DemoOptions, folder: string) {
  // Nothing of the environment but where to listen: a demo must not post to anybody's channels.
  return readConfig({ HOST: host, PORT: String(port), DATABASE_URL: `sqlite:${join(folder, 'demo.db')}` });
}

/** Sends the webhooks one by one; `setClock` is told the moment of each. Throws when one is not accepted. */
async function playDay(app: App, pause: number, setClock: (at: number) => void): Promise<void> {
  const morning = new Date();
  morning.setHours(9, 2, 0, 0);
  for (const step of scriptedDay(morning.getTime())) {
    setClock(step.at);
    await send(app, step);
    await delay(pause);
  }
}

async function send(app: App, { provider, body }: Step): Promise<void> {
  const response = await fetch(`${app.url}/webhooks/${provider}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`${provider} was answered ${response.status}: ${await response.text()}`);
}

function print(delivery: Delivery, message: Message, json?: boolean): void {
  const text = toText(message);
  console.log(json ? JSON.stringify({ channel: delivery.channel, event: delivery.eventId, text }) : `${text}\n`);
}

/** `npm run demo`: a server of its own, a scripted day sent to it over HTTP, every message printed as it is posted. */
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type App, createApp } from '../app.ts';
import { readDemoConfig } from '../config.ts';
import { lastMorning, scriptedDay } from '../demo/day.ts';
import { printClosing, printMessage, printOpening, printStaysOpen } from '../demo/print.ts';
import type { Step } from '../demo/step.ts';
import { createDemoFolder, demoUrl } from '../demo/store.ts';
import { createLog } from '../log.ts';
import type { Message } from '../messages/message.ts';
import { toText } from '../messages/message-text.ts';
import { runUntilSignal } from '../run.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';

export interface DemoOptions {
  json?: boolean | undefined;
  /** Stop when the day is over. */
  once?: boolean | undefined;
  /** Milliseconds between webhooks. */
  pause: number;
}

/** The channel whose messages are printed. */
const shown = { address: 'preview:demo/calls', name: '#calls' };

/** Plays the day; the store is a temporary one, and no token is used. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const folder = createDemoFolder();
  const databaseUrl = demoUrl(folder);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let clock = Date.now;
  let messages = 0;

  const { app, stop } = await runUntilSignal(() =>
    createApp(readDemoConfig(databaseUrl), {
      log: createLog('error'),
      clock: () => clock(),
      posted: (delivery, message) => {
        if (delivery.channel !== shown.address) return;
        messages += 1;
        if (options.json) printJson(delivery, message);
        else printMessage(message);
      },
    }),
  );
  if (!options.json) printOpening(app.url, databaseUrl, shown.name);
  const day = scriptedDay(lastMorning(new Date()));
  for (const step of day) {
    clock = () => step.at;
    await send(app, step);
    // On a slow machine too, each message says what was known when its webhook came.
    await Promise.all([app.settled(), delay(options.pause)]);
  }
  // What somebody sends from the page after the day comes now.
  clock = Date.now;
  if (!options.json) printClosing(day.length, messages, shown.name);
  if (options.once) return stop();
  if (!options.json) printStaysOpen(app.url);
}

/** Throws when the webhook is not accepted. */
async function send(app: App, { provider, body }: Step): Promise<void> {
  const response = await fetch(`${app.url}/webhooks/${provider}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`${provider} was answered ${response.status}: ${await response.text()}`);
}

function printJson(delivery: Delivery, message: Message): void {
  console.log(JSON.stringify({ channel: delivery.channel, event: delivery.eventId, text: toText(message) }));
}

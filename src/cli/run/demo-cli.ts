/** demo: starts a server, sends it a scripted day of webhooks over HTTP and prints each message as it is posted. */
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { type App, createApp } from '../../app.ts';
import { readDemoConfig } from '../../config.ts';
import { lastMorning, scriptedDay } from '../../demo/day.ts';
import { printClosing, printMessage, printOpening, printStaysOpen } from '../../demo/print.ts';
import type { ScriptedWebhook } from '../../demo/scripted-webhook.ts';
import { createDemoFolder, demoUrl } from '../../demo/store.ts';
import { createLog } from '../../log.ts';
import type { Message } from '../../messages/message.ts';
import { toText } from '../../messages/message-text.ts';
import { runUntilSignal } from '../../run.ts';
import type { Delivery } from '../../store/deliveries/deliveries.ts';
import { addExamples } from '../output.ts';

export function addDemoCommand(program: Command): void {
  const demo = program
    .command('demo')
    .helpGroup('Run:')
    .description('Try Callboard with sample data. No accounts needed.')
    .option('--once', 'Exit when the demo finishes')
    .option('--pause <ms>', 'Wait this many milliseconds between webhooks', parseMilliseconds, 150)
    .option('--json', 'Output as JSON lines')
    .action(async ({ json, once, pause }: { json?: boolean; once?: boolean; pause: number }) => {
      await runDemo({ json, once, pause });
    });
  addExamples(demo, 'demo', '--demo why last    # in another terminal, while the demo runs');
}

interface DemoOptions {
  json?: boolean | undefined;
  /** Stops when the day is over. */
  once?: boolean | undefined;
  /** Milliseconds between webhooks. */
  pause: number;
}

/** The channel whose messages are printed. */
const printedChannel = { address: 'preview:demo/calls', name: '#calls' };

/** Plays the day on a temporary database, without any token. */
async function runDemo(options: DemoOptions): Promise<void> {
  const folder = createDemoFolder();
  const databaseUrl = demoUrl(folder);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let clock = Date.now;
  let messages = 0;

  const { app, stop } = await runUntilSignal(async () =>
    createApp(readDemoConfig(databaseUrl), {
      log: await createLog('error'),
      clock: () => clock(),
      posted: (delivery, message) => {
        if (delivery.channel !== printedChannel.address) return;
        messages += 1;
        if (options.json) printJson(delivery, message);
        else printMessage(message);
      },
    }),
  );
  if (!options.json) printOpening(app.url, databaseUrl, printedChannel.name);
  const day = scriptedDay(lastMorning(new Date()));
  for (const step of day) {
    clock = () => step.at;
    await send(app, step);
    // Waiting makes each message show what was known when its webhook arrived, on slow machines as well.
    await Promise.all([app.settled(), delay(options.pause)]);
  }
  // Webhooks sent from the page after the day happen now.
  clock = Date.now;
  if (!options.json) printClosing(day.length, messages, printedChannel.name);
  if (options.once) return stop();
  if (!options.json) printStaysOpen(app.url);
}

/** Throws when the webhook is not accepted. */
async function send(app: App, { provider, body }: ScriptedWebhook): Promise<void> {
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

function parseMilliseconds(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) {
    throw new Error(`Invalid --pause "${text}". Use a whole number of milliseconds.`);
  }
  return number;
}

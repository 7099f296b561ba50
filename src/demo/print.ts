/** The demo's output for people. `styleText` adds color on terminals only. */
import { styleText } from 'node:util';
import type { Color, Message } from '../messages/message.ts';
import { toText } from '../messages/message-text.ts';
import { counted } from '../util/plural.ts';

const barColors = {
  red: 'red',
  orange: 'yellowBright',
  yellow: 'yellow',
  green: 'green',
  blue: 'blue',
  purple: 'magenta',
  gray: 'gray',
} satisfies Record<Color, Parameters<typeof styleText>[0]>;

/** Prints a message with a bar in its color at the left, a bold title and a faint footnote. */
export function printMessage(message: Message): void {
  const lines = toText(message).split('\n');
  const bar = styleText(message.color ? barColors[message.color] : 'gray', '│');
  const hasFootnote = message.footnote.length > 0;
  const shown = lines.map((line, index) => {
    if (index === 0) return styleText('bold', line);
    return hasFootnote && index === lines.length - 1 ? styleText('dim', line) : line;
  });
  console.log(`${shown.map(line => `${bar} ${line}`).join('\n')}\n`);
}

export function printOpening(url: string, databaseUrl: string, channel: string): void {
  console.log(`A sample day of calls and meetings. No accounts needed.
See the messages as they look in Slack and Discord: ${styleText('underline', url)}
Explain the newest event, in another terminal: npm run callboard -- --demo why last
The database, which is deleted when the demo ends: DATABASE_URL=${databaseUrl}

${styleText('bold', channel)}
`);
}

export function printClosing(webhooks: number, messages: number, channel: string): void {
  const posted = counted(messages, 'message');
  console.log(
    `End of the day: ${counted(webhooks, 'webhook')}, ${posted} in ${channel}. The channel's rules ignored the other ${webhooks - messages}.`,
  );
}

export function printStaysOpen(url: string): void {
  console.log(`Send test webhooks in the console: ${styleText('underline', url)}. Ctrl+C ends the demo.`);
}

/** What the demo prints for people; colour only where a terminal shows it. */
import { styleText } from 'node:util';
import type { Color, Message } from '../messages/message.ts';
import { toText } from '../messages/text.ts';

const barColors = {
  red: 'red',
  orange: 'yellowBright',
  yellow: 'yellow',
  green: 'green',
  blue: 'blue',
  purple: 'magenta',
  gray: 'gray',
} satisfies Record<Color, Parameters<typeof styleText>[0]>;

/** A bar at the left in the message's colour, the title bold, the footnote faint. */
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

export function printOpening(url: string, channel: string): void {
  console.log(`A day of calls and meetings, sent webhook by webhook into the real receiver. No token, no service.
The store is temporary: it is deleted when the demo ends.
See it as Slack and Discord show it: ${styleText('underline', url)}

${styleText('bold', channel)}
`);
}

export function printClosing(webhooks: number, messages: number, channel: string): void {
  console.log(`That was the day: ${webhooks} webhooks, ${messages} messages in ${channel}; its rules ignore the rest.`);
}

export function printStaysOpen(url: string): void {
  console.log(`Send more from the page, ${styleText('underline', url)}. Ctrl+C ends the demo.`);
}

/** What depends on whether people or programs read the output. */
import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Whether the output goes to a terminal; else a pipe or a file gets plain, complete values. */
export function isTerminal(): boolean {
  return process.stdout.isTTY === true;
}

/** Colors only where they are shown: styleText looks at the stream, NO_COLOR and FORCE_COLOR. */
export function paint(style: Style | undefined, text: string): string {
  return style === undefined ? text : styleText(style, text);
}

/** Characters of a line; null where nothing has to fit. */
export function terminalWidth(): number | null {
  return isTerminal() ? process.stdout.columns || 80 : null;
}

/** `✓ 2 channels imported` */
export function success(text: string): string {
  return `${paint('green', '✓')} ${text}`;
}

/** `✗ 2 problems` */
export function failure(text: string): string {
  return `${paint('red', '✗')} ${text}`;
}

/** The next step, for people only, and never in what is piped on. */
export function hint(text: string): void {
  if (isTerminal()) console.error(paint('dim', text));
}

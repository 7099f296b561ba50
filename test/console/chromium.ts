/** The machine's own Chromium. Without one, tests that need it are skipped visibly, or fail where that is forbidden. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe, it } from 'vitest';

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = places.find(place => place && existsSync(place));

export function launchChromium(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  return chromium.launch({ executablePath, args });
}

export function describeInChromium(name: string, define: () => void): void {
  if (executablePath) describe(name, define);
  else if (process.env.CALLBOARD_NO_SKIP) {
    it(name, () => {
      throw new Error('There is no Chromium (CHROMIUM_PATH says where), and skipping is forbidden.');
    });
  } else it.skip(`${name}: there is no Chromium; CHROMIUM_PATH says where`);
}

/** The machine's own Chromium. Without one, tests that need it are skipped visibly, or fail where that is forbidden. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe, it } from 'vitest';

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = places.find(place => place && existsSync(place));

let launched: Promise<Browser> | null = null;

/**
 * The Chromium of this process, which the first test launches and the end of the process closes: a test closes no more
 * than its own contexts. Processes share none, since clients of one Chromium reset what others emulate.
 */
export function getChromium(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  launched ??= chromium.launch({ executablePath, args });
  return launched;
}

export function describeInChromium(name: string, define: () => void): void {
  if (executablePath) describe(name, define);
  else if (process.env.CALLBOARD_NO_SKIP) {
    it(name, () => {
      throw new Error('There is no Chromium (CHROMIUM_PATH says where), and skipping is forbidden.');
    });
  } else it.skip(`${name}: Chromium is missing; install it or set CHROMIUM_PATH`);
}

export interface Opened {
  page: Page;
  /** The browser's errors and content security policy violations. */
  complaints: string[];
}

/** Selects a test webhook on the page, `cometchat/call_unanswered`. */
export async function selectTest(page: Page, choice: string): Promise<void> {
  await page.fill('#trigger', choice.slice(choice.indexOf('/') + 1));
  await page.click(`#tests [data-value="${choice}"]`);
}

/** The preview page at `url`, in a context of its own, when it is ready. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Opened> {
  const context = await browser.newContext({ colorScheme: 'light', ...options });
  context.setDefaultTimeout(50_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(error.message));
  await page.goto(url);
  await page.locator('#live[data-state="live"]').waitFor();
  return { page, complaints };
}

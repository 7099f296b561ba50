/** The machine's own Chromium. Without one, tests that need it are skipped visibly, or fail where that is forbidden. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe, inject, it } from 'vitest';
import { executablePath } from '../chromium.ts';

/** The browser of this run; closing it closes what was opened by this connection. */
export async function connectChromium(): Promise<Browser> {
  const response = await fetch(inject('chromiumUrl'));
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return chromium.connectOverCDP(answer);
}

export function describeInChromium(name: string, define: () => void): void {
  if (executablePath) describe(name, define);
  else if (process.env.CALLBOARD_NO_SKIP) {
    it(name, () => {
      throw new Error('There is no Chromium (CHROMIUM_PATH says where), and skipping is forbidden.');
    });
  } else it.skip(`${name}: there is no Chromium; CHROMIUM_PATH says where`);
}

export interface Opened {
  page: Page;
  /** What the browser says: errors, and what the content security policy refused. */
  complaints: string[];
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

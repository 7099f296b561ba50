/** A person without a token sets up a channel in the page, through the real server. */
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startApp, type TestApp } from '../app-harness.ts';
import { getChromium, openPage, selectTest } from './chromium.ts';

export const patience = { timeout: 50_000 };

/** Call it in a `describe`: every test begins at the empty channel of a new server. */
export function useNewcomer() {
  let browser: Browser;
  let complaints: string[];
  const on = {
    running: {} as TestApp,
    page: {} as Page,
    answer: () => on.page.locator('.answer').last(),
    /** The answer that says this. */
    answered: (text: string) => on.page.locator('.answer', { hasText: text }).last().waitFor(patience),
    posted: () => on.page.locator('.posted').count(),
    newest: () => on.page.locator('.posted .half[data-look="slack"]').last().innerText(),
    press: (label: string) => on.answer().getByRole('button', { name: label, exact: true }).click(),
    dialog: () => on.page.getByRole('dialog'),
    submit: () => on.dialog().locator('[type="submit"]').click(),
    async type(command: string): Promise<void> {
      await on.page.fill('#command', command);
      await on.page.press('#command', 'Enter');
    },
    /** Sends a webhook and gives what became of it, in words. */
    async send(sample: string): Promise<string> {
      await selectTest(on.page, sample);
      await on.page.click('#sample [type="submit"]');
      await on.page.locator('#result code').waitFor(patience);
      return on.page.locator('#result').innerText();
    },
  };

  beforeAll(async () => {
    browser = await getChromium();
  });
  beforeEach(async () => {
    on.running = await startApp({});
    const opened = await openPage(browser, on.running.app.url);
    on.page = opened.page;
    complaints = opened.complaints;
    await on.page.click('#channels >> text=new-channel');
  });
  afterEach(async () => {
    await on.page.context().close();
    await on.running.stop();
    expect(complaints).toEqual([]);
  });
  return on;
}

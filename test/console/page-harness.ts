/** The page on a stage, in Chromium: each test opens its own, and none may make the browser complain. */
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { getChromium, openPage } from './chromium.ts';
import { openStage, postOf, type Stage } from './console-harness.ts';

export const patience = { timeout: 50_000 };

/** A name that would do harm if it were anything but text. */
export const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script> @everyone </li>';

export function toChoice(word: string) {
  return { label: `${word} it`, value: word };
}

/** To call in a `describe`. Its result is reset before every test; the page exists once `open` was called. */
export function useStagedPage() {
  let browser: Browser;
  const on = {
    stage: {} as Stage,
    page: {} as Page,
    complaints: [] as string[],
    async open(options?: Parameters<typeof openPage>[2], url?: string): Promise<void> {
      Object.assign(on, await openPage(browser, url ?? on.stage.url, options));
    },
    async type(command: string): Promise<void> {
      await on.page.fill('#command', command);
      await on.page.press('#command', 'Enter');
    },
    answers: () => on.page.locator('#messages > .answer'),
    /** Inputs of the requests, without completions. */
    inputs: () => on.stage.requests.map(({ input }) => input),
    /** The accessible name of the focused element. */
    focused: () =>
      on.page.evaluate(() => {
        const { id, textContent, tagName } = document.activeElement ?? document.body;
        return id || textContent?.trim() || tagName;
      }),
  };

  beforeAll(async () => {
    browser = await getChromium();
  });
  beforeEach(async () => {
    on.stage = await openStage();
    on.stage.posted.push(postOf(1, 'The first'));
  });
  afterEach(async () => {
    await on.page.context().close();
    await on.stage.stop();
    expect(on.complaints).toEqual([]);
  });
  return on;
}

import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app-harness.ts';
import { missedCall } from '../missed-calls.ts';
import { describeInChromium, getChromium, openPage, selectTest } from './chromium.ts';

const patience = { timeout: 50_000 };

describeInChromium('the preview page', () => {
  let browser: Browser;
  let running: TestApp;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await getChromium();
  });

  beforeEach(async () => {
    running = await startApp();
    ({ page, complaints } = await openPage(browser, running.app.url));
  });
  afterEach(async () => {
    await page.context().close();
    await running.stop();
    expect(complaints).toEqual([]);
  });

  async function reopen(options: Parameters<Browser['newContext']>[0]): Promise<void> {
    await page.context().close();
    ({ page, complaints } = await openPage(browser, running.app.url, options));
  }

  async function send(choice: string): Promise<string> {
    await selectTest(page, choice);
    await page.click('#sample [type="submit"]');
    await page.locator('#result code').waitFor(patience);
    return page.locator('#result').innerText();
  }

  const halves = () => page.locator('#messages > .posted').last().locator('.half').allInnerTexts();
  const count = () => page.locator('#messages > .posted').count();
  const waitFor = (messages: number) => expect.poll(count, patience).toBe(messages);

  test('opens at the demo channel, which is empty', async () => {
    expect(await page.title()).toBe('Callboard Demo');
    expect(await page.locator('#channels button').allInnerTexts()).toEqual(['#calls', '#everything', '#new-channel']);
    expect(await page.locator('#channels [aria-current="true"]').innerText()).toBe('#calls');
    expect(await page.locator('#empty').innerText()).toContain('No messages yet');
    expect(await page.locator('#why, #result-why').filter({ visible: true }).count()).toBe(0);
  });

  test('every trigger is listed with its meaning, in groups', async () => {
    await page.click('#trigger');
    const groups = await page.locator('#tests .group').allInnerTexts();
    expect(groups).toEqual(
      expect.arrayContaining(['CometChat · Calls', 'VideoSDK · Batch calls', 'VideoSDK · Knowledge base']),
    );
    expect(new Set(groups).size).toBe(groups.length);
    const options = await page.locator('#tests [role="option"]').allInnerTexts();
    expect(options).toEqual(
      expect.arrayContaining(['Missed call, busy call_busy', 'Recording ready recording-stopped']),
    );
    expect(options.length).toBeGreaterThan(100);
  });

  test('test webhooks are filtered while typing, and selected by keyboard or by leaving the field', async () => {
    const field = page.getByRole('combobox', { name: 'Test webhook' });
    const options = page.getByRole('listbox', { name: 'Test webhooks' }).getByRole('option');
    const value = () => field.inputValue();
    expect(await value()).toBe('Missed call, no answer · CometChat');
    await field.focus();
    await page.keyboard.type('missed cometchat BUSY');
    expect(await options.allInnerTexts()).toEqual(['Missed call, busy call_busy']);
    await page.keyboard.press('Enter');
    expect(await value()).toBe('Missed call, busy · CometChat');
    expect(await options.count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.locator('#result code').waitFor(patience);

    await page.keyboard.press('ArrowDown');
    expect(await options.count()).toBeGreaterThan(100);
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    const active = page.locator(`#${await field.getAttribute('aria-activedescendant')}`);
    expect(await active.innerText()).toBe('Missed call, busy call_busy');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    expect(await value()).toBe('Missed call, busy · CometChat');

    await field.fill('nothing like that');
    expect(await page.locator('#tests').innerText()).toBe('No matches');
    await page.keyboard.press('Enter');
    await field.fill('participant left meeting');
    await page.click('#sample [type="submit"]');
    await expect.poll(() => page.locator('#result').innerText(), patience).toContain('participant.left');
    expect(await value()).toBe('Participant left a meeting · CometChat');
  });

  test('a test webhook appears live for both platforms, marked as a test', async () => {
    expect(await send('cometchat/call_unanswered')).toMatch(
      /^Test webhook call\.missed sent\. Posted to #calls and #everything\. Event ID: evt_\w+$/,
    );
    await waitFor(1);
    for (const half of await halves()) expect(half).toMatch(/\[Test\] .*Missed voice call from superhero4/);
    expect(await page.locator('#empty').isVisible()).toBe(false);

    await page.click('#result-why');
    const panel = page.getByRole('dialog', { name: 'Why? 📵 Missed voice call from superhero4' });
    await panel.waitFor(patience);
    expect(await panel.locator('summary').allInnerTexts()).toEqual([
      expect.stringMatching(/^#calls Posted today at \d+:\d\d [AP]M\.$/),
      expect.stringMatching(/^#everything Posted /),
    ]);
    const walk = await panel.locator('details[open]').innerText();
    expect(walk).toMatch(/^#calls Posted .*\s+Matched rule 3: /);
    expect(walk).toMatch(/Message \d+: 1 attempt\s+today at \d+:\d\d [AP]M: posted in/);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden', ...patience });

    await page.locator('.posted').getByRole('button', { name: 'Why?' }).click();
    await panel.waitFor(patience);
    expect(await panel.locator('details[open]').innerText()).toBe(walk);
    await panel.getByRole('button', { name: 'Open rules' }).click();
    await panel.waitFor({ state: 'hidden', ...patience });
    await page.locator('.answer >> text=/callboard rules').waitFor(patience);
  });

  test('an ignored event is shown as ignored, and posted in the channel of all events', async () => {
    expect(await send('videosdk/participant-joined')).toContain(
      'Test webhook participant.joined sent. Posted to #everything. Ignored in #calls.',
    );
    expect(await count()).toBe(0);
    await page.click('#channels >> text=everything');
    await waitFor(1);
    await page.click('#channels >> text=calls');
    await page.locator('#empty').waitFor(patience);
    expect(await count()).toBe(0);
  });

  test('an event without a matching rule is reported', async () => {
    expect(await send('videosdk/hls-playable')).toContain('Posted to #everything. No matching rule in #calls.');
  });

  test('a name full of markup and pings is plain text', async () => {
    const name = '<img src=x onerror="document.title=1"><script>document.title=2</script> @everyone <!channel> </li>';
    await missedCall(running.app.url, { caller: 'u1', name });
    await waitFor(1);
    // Discord reads @everyone in any text; the characters in between are invisible.
    for (const half of await halves()) expect(half.replaceAll('\u200b', '')).toContain(name);
    expect(await page.locator('#messages :is(img, script, .slack-ping, .discord-mention)').count()).toBe(0);
    expect(await page.title()).toBe('Callboard Demo');
  });

  test('a reload shows the same messages, scrolled to the newest', async () => {
    for (let call = 0; call < 12; call += 1)
      await missedCall(running.app.url, { caller: 'u1', name: `Caller ${call}`, at: 1_744_960_170 + call });
    await waitFor(12);
    const posted = () => page.locator('.posted').allInnerTexts();
    const before = await posted();
    await page.reload();
    await waitFor(12);
    expect(await posted()).toEqual(before);
    const bottom = () => page.locator('#feed').evaluate(feed => feed.scrollHeight - feed.scrollTop - feed.clientHeight);
    expect(await bottom()).toBeLessThan(2);

    await page.locator('#feed').evaluate(feed => feed.scrollTo(0, 0));
    await missedCall(running.app.url, { caller: 'u1', name: 'The thirteenth', at: 1_744_970_000 });
    await waitFor(13);
    expect(await page.locator('#feed').evaluate(feed => feed.scrollTop)).toBe(0);
  });

  test("times are in the reader's time zone", async () => {
    await missedCall(running.app.url, { caller: 'u1', name: 'Maya', at: Date.parse('2025-01-15T20:30:00Z') / 1000 });
    await waitFor(1);
    await reopen({ timezoneId: 'Asia/Kolkata' });
    for (const half of await halves()) expect(half).toMatch(/Jan(uary)? 16, 2025 at 2:00 AM/);
    await reopen({ timezoneId: 'America/New_York' });
    for (const half of await halves()) expect(half).toMatch(/Jan(uary)? 15, 2025 at 3:30 PM/);
  });

  test('the theme follows the system until the reader selects one', async () => {
    const theme = () => page.locator('html').getAttribute('data-theme');
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await theme()).toBe('light');
    const light = await background();
    await page.getByRole('button', { name: 'Switch to dark mode' }).click();
    expect(await theme()).toBe('dark');
    expect(await background()).not.toBe(light);
    await page.reload();
    expect(await theme()).toBe('dark');
    await page.getByRole('button', { name: 'Switch to light mode' }).click();
    expect(await theme()).toBe('light');
    await reopen({ colorScheme: 'dark' });
    expect(await theme()).toBe('dark');
  });

  test('the page fits the width of a phone', async () => {
    await missedCall(running.app.url, { caller: 'u1', name: `${'long'.repeat(60)} ${'word '.repeat(40)}` });
    await waitFor(1);
    await reopen({ viewport: { width: 390, height: 844 } });
    expect(await page.locator('.half:visible').count()).toBe(1);
    await page.click('#view >> text=Both');
    expect(await page.locator('.half:visible').count()).toBe(2);
    await send('videosdk/session-ended');
    await page.click('#result-why');
    await page.locator('#why[open]').waitFor(patience);
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter(one => one.getBoundingClientRect().right > innerWidth)
        .map(one => one.id),
    );
    expect(wide).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await page.locator('#feed').evaluate(feed => feed.scrollWidth - feed.clientWidth)).toBe(0);
  });
});

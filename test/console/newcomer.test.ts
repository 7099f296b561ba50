/** Somebody with no token sets a channel up from nothing, all of it in the page, through the real server. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { connectChromium, describeInChromium, openPage } from './chromium.ts';

const patience = { timeout: 30_000 };

describeInChromium('a newcomer', () => {
  let browser: Browser;
  let running: TestApp;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await connectChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    running = await startApp({});
    ({ page, complaints } = await openPage(browser, running.app.url));
    await page.click('#channels >> text=new-channel');
  });
  afterEach(async () => {
    await page.context().close();
    await running.stop();
    expect(complaints).toEqual([]);
  });

  const answer = () => page.locator('.answer').last();
  /** The answer that says this. */
  const answered = (text: string) => page.locator('.answer', { hasText: text }).last().waitFor(patience);
  const posted = () => page.locator('.posted').count();
  const newest = () => page.locator('.posted .slack-half').last().innerText();
  const press = (label: string) => answer().getByRole('button', { name: label, exact: true }).click();
  const dialog = () => page.getByRole('dialog');
  const submit = () => dialog().locator('[type="submit"]').click();

  async function type(command: string): Promise<void> {
    await page.fill('#command', command);
    await page.press('#command', 'Enter');
  }

  /** Sends a webhook and gives what became of it, in words. */
  async function send(sample: string): Promise<string> {
    await page.selectOption('#trigger', sample);
    await page.click('#sample button');
    await page.locator('#result code').waitFor(patience);
    return page.locator('#result').innerText();
  }

  test('is greeted, and with one press has rules and a sample', async () => {
    await answered('Hello, this is Callboard');
    await page.reload();
    await page.click('#channels >> text=new-channel');
    await answered('Hello, this is Callboard');
    await press('Missed calls');
    await answered('Calls that nobody took: from now on here');
    await expect.poll(posted, patience).toBe(1);
    expect(await newest()).toContain('Missed voice call');
    expect(await send('cometchat/call_unanswered')).toMatch(/posted in [^;.]*#new-channel/i);
    await expect.poll(posted, patience).toBe(2);
  });

  test('adds a rule by forms, with an error under its field on the way, and the next message comes', async () => {
    expect(await send('videosdk/recording-stopped')).not.toContain('#new-channel');
    await type('/callboard add');
    await dialog().waitFor(patience);
    await dialog().getByRole('searchbox').fill('recording.ready');
    await dialog().getByRole('checkbox', { name: 'recording.ready' }).check();
    await dialog()
      .getByLabel('Only when (for experts, a CEL condition) (optional)')
      .fill('recording.scop == "session"');
    await submit();
    const problem = dialog().locator('.field .problem:not(:empty)');
    await problem.waitFor(patience);
    expect(await problem.innerText()).toContain('did you mean recording.scope?');
    await dialog()
      .getByLabel('Only when (for experts, a CEL condition) (optional)')
      .fill('recording.scope == "session"');
    await submit();
    await answered('A new rule, not saved yet');
    expect(await answer().innerText()).toContain('would have been 1 posted');
    await press('Save');
    await answered('recording.ready when recording.scope == "session": posted');
    expect(await dialog().isVisible()).toBe(false);

    expect(await send('videosdk/recording-stopped')).toMatch(/posted in [^;.]*#new-channel/i);
    await expect.poll(posted, patience).toBe(1);
    expect(await newest()).toContain('Recording ready');
  });

  test('edits a template after a preview, and the next message reads so', async () => {
    await type('/callboard add call.missed');
    await answered('A new rule, not saved yet');
    await press('Save');
    await answered('call.missed: posted');
    await type('/callboard templates call.missed');
    await answered('Template call.missed');
    await press('Edit');
    await dialog().waitFor(patience);
    await dialog().getByLabel('Title').fill('Nobody took {{person call.caler}}');
    await submit();
    await dialog().locator('#field-0-problem:not(:empty)').waitFor(patience);
    expect(await dialog().locator('#field-0-problem').innerText()).toContain('call.caller');
    await dialog().getByLabel('Title').fill('Nobody took {{person call.caller}}');
    await submit();
    await answered('Preview of call.missed');
    expect(await answer().locator('.half').last().innerText()).toContain('Nobody took');
    await press('Save');
    await answered('Saved as version 1 for this channel');

    await send('cometchat/call_unanswered');
    await expect.poll(posted, patience).toBe(1);
    expect(await newest()).toContain('Nobody took superhero4');
  });

  test('asks why of a message, mutes the channel, and asks why of what was not posted', async () => {
    await type('/callboard add call.missed');
    await answered('A new rule, not saved yet');
    await press('Save');
    await answered('call.missed: posted');
    await send('cometchat/call_unanswered');
    await expect.poll(posted, patience).toBe(1);
    await page.locator('.posted').getByRole('button', { name: 'Why?' }).click();
    await answered('call_unanswered');
    expect(await answer().innerText()).toContain('matched: call.missed');

    await type('/callboard mute 2h');
    await answered('Nothing is posted here until');
    const event = /evt_\w+/.exec(await send('cometchat/call_unanswered'))?.[0];
    await running.app.settled();
    await type(`/callboard why ${event}`);
    await answered('muted');
    expect(await posted()).toBe(1);
    await type('/callboard unmute');
    await answered('Messages are posted here again');
  });

  test('who mistypes is told what was meant, and completes what is typed', async () => {
    await type('/callboard tempaltes');
    await answered('Did you mean /callboard templates?');
    await page.locator('#command').pressSequentially('/callboard add call.mis');
    await page.getByRole('option', { name: 'call.missed' }).click();
    expect(await page.inputValue('#command')).toBe('/callboard add call.missed ');
  });
});

import { expect, test } from 'vitest';
import { bullets, code, inlines, paragraph, reply } from '../../src/chat/reply/build-reply.ts';
import { describeInChromium } from './chromium.ts';
import { messageOf, postOf, replyOf, whyOf } from './console-harness.ts';
import { hostile, patience, useStagedPage } from './page-harness.ts';

describeInChromium('the command box', () => {
  const on = useStagedPage();
  const { open, type, answers, inputs, focused } = on;

  test('a command is sent with or without /callboard', async () => {
    await open();
    on.stage.answer = () => replyOf('Rules');
    const typed: [string, string][] = [
      ['/callboard', ''],
      ['/callboard rules', 'rules'],
      ['callboard  Mute 2h ', 'Mute 2h '],
      ['/rules', 'rules'],
      ['rules', 'rules'],
      ['', ''],
    ];
    for (const [at, [text, words]] of typed.entries()) {
      await type(text);
      await answers().nth(at).waitFor(patience);
      expect(inputs().slice(at), text).toEqual([{ is: 'command', words }]);
      expect(await on.page.inputValue('#command')).toBe('');
      expect(await focused()).toBe('command');
    }
  });

  test('a response appears once below the messages, its previews as both platforms show them, until it is dismissed', async () => {
    await open();
    on.stage.answer = () => replyOf(`Rules of ${hostile}`, { previews: [messageOf('As it would be')] });
    await type('/callboard rules');
    await answers().waitFor(patience);
    expect(await on.page.locator('#messages > li').count()).toBe(2);
    expect(await on.page.locator('#messages > li').last().getAttribute('class')).toContain('answer');
    expect(await answers().locator('.answer-head').innerText()).toMatch(
      /^Only visible to you\s+\/callboard rules\s+Dismiss$/,
    );
    const halves = await answers().locator('.half').allInnerTexts();
    expect(halves).toEqual([expect.stringContaining('As it would be'), expect.stringContaining('As it would be')]);
    expect(await answers().getByText(`Rules of ${hostile}`).count()).toBe(1);
    expect(await on.page.locator('#messages :is(img, script)').count()).toBe(0);
    expect(await on.page.title()).toBe('Callboard');

    await on.page.click('text=Dismiss');
    expect(await answers().count()).toBe(0);
    expect(await focused()).toBe('command');
  });

  test('a URL and each credential of a new source have a Copy button, which the keyboard reaches', async () => {
    await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    const url = 'https://calls.example.com/webhooks/clinic';
    const steps = [inlines(['User name: ', code('callboard')]), inlines(['Password: ', code('s3cret')])];
    const blocks = [paragraph(['Set ', code('PUBLIC_URL'), ' to the address in ', code(url)]), bullets(steps)];
    on.stage.answer = () => reply('Source ready', { blocks, secret: true });
    await type('source add');
    await answers().waitFor(patience);
    const names = await answers()
      .getByRole('button', { name: /^Copy / })
      .evaluateAll(all => all.map(one => one.ariaLabel));
    expect(names).toEqual([`Copy ${url}`, 'Copy callboard', 'Copy s3cret']);
    await answers().getByRole('button', { name: 'Copy s3cret' }).press('Enter');
    await on.page.locator('#announced >> text=Copied').waitFor(patience);
    expect(await on.page.evaluate(() => navigator.clipboard.readText())).toBe('s3cret');
    await on.page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await answers()
      .getByRole('button', { name: `Copy ${url}` })
      .click();
    await on.page.locator('#announced >> text=press Ctrl+C').waitFor(patience);
    expect(await on.page.evaluate(() => getSelection()?.toString())).toBe(url);
    on.stage.answer = () => reply('Sources', { blocks: [paragraph(['clinic ', code(url), code('status')])] });
    await type('source list');
    await answers().nth(1).waitFor(patience);
    expect(
      await answers()
        .nth(1)
        .getByRole('button', { name: /^Copy / })
        .count(),
    ).toBe(1);
  });

  test('a public response is marked as visible to everyone', async () => {
    await open();
    on.stage.answer = () => replyOf('Hello', { public: true });
    await type('');
    await answers().waitFor(patience);
    expect(await answers().locator('.answer-head').innerText()).toMatch(/^Visible to everyone/);
  });

  test('completions are offered while typing, and accepted by keyboard or mouse', async () => {
    await open();
    const choices = [
      { label: 'mute', value: 'mute', description: hostile.slice(0, 75) },
      { label: 'menu', value: 'menu' },
    ];
    on.stage.answer = input => {
      if (input.is !== 'completion') return replyOf('Muted');
      // No request while the command's name is typed: its options would still be replaced.
      return { is: 'completions', choices: input.words.startsWith('m') ? choices : [] };
    };
    const options = on.page.getByRole('option');
    await on.page.locator('#command').pressSequentially('/callboard m');
    await options.first().waitFor(patience);
    expect(await on.page.getAttribute('#command', 'aria-expanded')).toBe('true');
    await on.page.keyboard.press('ArrowDown');
    expect(await on.page.getAttribute('#command', 'aria-activedescendant')).toBe('completions-0');
    await on.page.keyboard.press('ArrowUp');
    expect(await on.page.getAttribute('#command', 'aria-activedescendant')).toBe('completions-1');
    await on.page.keyboard.press('Tab');
    expect(await on.page.inputValue('#command')).toBe('/callboard menu ');
    expect(await focused()).toBe('command');
    expect(await options.count()).toBe(0);

    await on.page.fill('#command', 'm');
    await options.first().waitFor(patience);
    await options.first().click();
    expect(await on.page.inputValue('#command')).toBe('/callboard mute ');
    await on.page.keyboard.type('2');
    await options.first().waitFor(patience);
    await on.page.keyboard.press('Escape');
    expect(await on.page.getAttribute('#command', 'aria-expanded')).toBe('false');
    await on.page.keyboard.type('h');
    await options.first().waitFor(patience);
    await on.page.keyboard.press('Enter');
    await answers().waitFor(patience);
    expect(inputs()).toEqual([{ is: 'command', words: 'mute 2h' }]);
    expect(await options.count()).toBe(0);
    expect(await on.page.title()).toBe('Callboard');

    // Text after the command's name is completed with all the words.
    on.stage.answer = () => ({ is: 'completions', choices: [{ label: 'two hours', value: 'mute 2h' }] });
    await on.page.fill('#command', '/callboard mute 2');
    await options.click();
    expect(await on.page.inputValue('#command')).toBe('/callboard mute 2h ');
  });

  test('Why? opens the panel for the message, also for a new one, and a batch offers its events', async () => {
    on.stage.why = whyOf(hostile);
    await open();
    on.stage.posted.push(postOf(12, 'The twelfth'));
    await on.page.locator('.posted >> nth=1').waitFor(patience);
    const press = () => on.page.locator('.posted').nth(1).getByRole('button', { name: 'Why?' }).click();
    await press();
    const panel = on.page.getByRole('dialog');
    await panel.getByRole('heading', { name: `Why? ${hostile}` }).waitFor(patience);
    expect(await panel.innerText()).toContain(`Notes on ${hostile}`);
    expect(await panel.locator(':is(img, script)').count()).toBe(0);
    await panel.getByRole('button', { name: 'Close' }).click();
    expect(await focused()).toBe('Why?');

    on.stage.covers = [
      { id: 'evt_1', type: 'call.missed', title: 'The first call' },
      { id: 'evt_2', type: 'call.missed', title: 'The second call' },
    ];
    await press();
    await panel.getByRole('heading', { name: 'This message covers 2 events' }).waitFor(patience);
    await panel.getByRole('button', { name: 'The second call' }).click();
    await panel.getByRole('heading', { name: `Why? ${hostile}` }).waitFor(patience);
    await on.page.keyboard.press('Escape');

    on.stage.covers = [];
    await press();
    await panel.getByText('The event of this message is no longer stored.').waitFor(patience);
    expect(inputs()).toEqual([]);
  });

  test('an empty channel gets one greeting, and an answer stays in its channel', async () => {
    on.stage.answer = ({ is }) => replyOf(is === 'joined' ? 'Here I am' : 'Rules');
    await open();
    await type('rules');
    await on.page.locator('.answer >> text=Rules').first().waitFor(patience);
    await on.page.click('#channels >> text=other');
    await on.page.locator('.answer >> text=Here I am').first().waitFor(patience);
    expect(await answers().count()).toBe(1);
    expect(await on.page.locator('#empty').isVisible()).toBe(true);
    await on.page.click('#channels >> text=calls');
    await on.page.locator('.answer >> text=Rules').first().waitFor(patience);
    await on.page.click('#channels >> text=other');
    await on.page.locator('.answer >> text=Here I am').first().waitFor(patience);
    expect(await answers().count()).toBe(1);
    expect(on.stage.requests.map(({ channel, input }) => [channel, input.is])).toEqual([
      ['demo/calls', 'command'],
      ['demo/other', 'joined'],
      ['demo/other', 'greeting-failed'],
    ]);
  });

  test('the choice between both platforms, Slack and Discord survives a reload', async () => {
    await open();
    expect(await on.page.locator('.half:visible').count()).toBe(2);
    await on.page.click('#view >> text=Discord');
    expect(await on.page.locator('[data-look="slack"].half:visible').count()).toBe(0);
    await on.page.reload();
    await on.page.locator('.half[data-look="discord"]').waitFor(patience);
    expect(await on.page.locator('.half:visible').count()).toBe(1);
  });
});

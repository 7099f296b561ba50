import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Form } from '../../src/platforms/chat.ts';
import { describeInChromium, launchChromium, openPage } from './chromium.ts';
import { messageOf, openStage, postOf, replyOf, type Stage } from './stage.ts';

const patience = { timeout: 10_000 };
const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script> @everyone </li>';

const ruleForm: Form = {
  title: 'A new rule',
  action: 'add.form|7',
  submit: 'Review',
  intro: `What is to be posted here, ${hostile}`,
  fields: [
    { name: 'if', label: 'Condition', is: 'text', hint: 'call.kind == "video"', value: 'call.knd', most: 200 },
    { name: 'note', label: 'Note', is: 'text', lines: 'many', optional: true, value: 'one\ntwo' },
    { name: 'do', label: 'What then', is: 'select', choices: ['notify', 'ignore'].map(toChoice), value: ['ignore'] },
    { name: 'days', label: 'Days', is: 'select', many: true, choices: ['Mon', 'Tue'].map(toChoice), value: ['Tue'] },
    {
      name: 'on',
      label: 'Events',
      is: 'list',
      choices: Array.from({ length: 30 }, (_, n) => ({ label: `event.${n}`, value: `e${n}`, description: hostile })),
      value: ['e1'],
    },
  ],
};

function toChoice(word: string) {
  return { label: `${word} it`, value: word };
}

describeInChromium('the command box', () => {
  let browser: Browser;
  let stage: Stage;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stage = await openStage();
    stage.posted.push(postOf(1, 'The first'));
  });
  afterEach(async () => {
    await page.context().close();
    await stage.stop();
    expect(complaints).toEqual([]);
  });

  const open = async (options?: Parameters<typeof openPage>[2]) => {
    ({ page, complaints } = await openPage(browser, stage.url, options));
  };
  const answers = () => page.locator('#messages > .answer');
  const inputs = () => stage.asked.map(({ input }) => input);
  /** What has the focus, as people would call it. */
  const focused = () =>
    page.evaluate(() => {
      const { id, textContent, tagName } = document.activeElement ?? document.body;
      return id || textContent?.trim() || tagName;
    });
  async function type(command: string): Promise<void> {
    await page.fill('#command', command);
    await page.press('#command', 'Enter');
  }

  test.each([
    ['/callboard', ''],
    ['/callboard rules', 'rules'],
    ['callboard  Mute 2h ', 'Mute 2h '],
    ['/rules', 'rules'],
    ['rules', 'rules'],
    ['', ''],
  ])('%j asks for %j', async (typed, words) => {
    await open();
    stage.answer = () => replyOf('Rules');
    await type(typed);
    await answers().waitFor(patience);
    expect(inputs()).toEqual([{ is: 'command', words }]);
    expect(await page.inputValue('#command')).toBe('');
    expect(await focused()).toBe('command');
  });

  test('an answer stands below the messages as both platforms show it, private until dismissed', async () => {
    await open();
    stage.answer = () => replyOf(`Rules of ${hostile}`, { previews: [messageOf('As it would be')] });
    await type('/callboard rules');
    await answers().waitFor(patience);
    expect(await page.locator('#messages > li').count()).toBe(2);
    expect(await page.locator('#messages > li').last().getAttribute('class')).toContain('answer');
    expect(await answers().locator('.answer-head').innerText()).toMatch(
      /^Only you see this\s+\/callboard rules\s+Dismiss$/,
    );
    const halves = await answers().locator('.half').allInnerTexts();
    expect(halves).toHaveLength(4);
    for (const half of halves.slice(0, 2)) expect(half.replaceAll('\u200b', '')).toContain(`Rules of ${hostile}`);
    for (const half of halves.slice(2)) expect(half).toContain('As it would be');
    expect(await page.locator('#messages :is(img, script)').count()).toBe(0);
    expect(await page.title()).toBe('Callboard');

    await page.click('text=Dismiss');
    expect(await answers().count()).toBe(0);
    expect(await focused()).toBe('command');
  });

  test('an answer for everybody says so', async () => {
    await open();
    stage.answer = () => replyOf('Hello', { public: true });
    await type('');
    await answers().waitFor(patience);
    expect(await answers().locator('.answer-head').innerText()).toMatch(/^Everybody here sees this/);
  });

  test('a button asks with its action, and its answer takes the place of the old one', async () => {
    await open();
    const buttons = [
      { label: hostile.slice(0, 75), action: 'rules.up|1', style: 'primary' as const },
      { label: 'Remove', action: 'rules.remove|1', style: 'danger' as const },
    ];
    stage.answer = () => replyOf('Before', { controls: [{ is: 'buttons', buttons }] });
    await type('rules');
    await page.locator('.controls button').first().waitFor(patience);
    expect(await page.locator('.controls').innerText()).toContain('<img src=x');
    stage.answer = () => replyOf('After', { replaces: true });
    await page.click('.controls >> text=Remove');
    await page.locator('.answer >> text=After').first().waitFor(patience);
    expect(inputs().at(-1)).toEqual({ is: 'action', action: 'rules.remove|1', chosen: [] });
    expect(await answers().count()).toBe(1);
    expect(await answers().evaluate(item => item === document.activeElement)).toBe(true);
  });

  test('a choice is made with its button, not on the way to it', async () => {
    await open();
    const choices = [toChoice('one'), { ...toChoice('two'), description: hostile.slice(0, 75) }];
    stage.answer = () =>
      replyOf('Which?', { controls: [{ is: 'select', placeholder: 'A rule', action: 'rules.open', choices }] });
    await type('rules');
    await page.locator('.controls select').focus();
    expect(await page.locator('.controls select').getAttribute('aria-label')).toBe('A rule');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(stage.asked).toHaveLength(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await answers().nth(1).waitFor(patience);
    expect(inputs().at(-1)).toEqual({ is: 'action', action: 'rules.open', chosen: ['two'] });
  });

  test('a form: every kind of field, an error under its field, then right', async () => {
    await open();
    stage.answer = () => ({ is: 'form', form: ruleForm });
    await type('add');
    const dialog = page.getByRole('dialog', { name: 'A new rule' });
    await dialog.waitFor(patience);
    expect(await focused()).toBe('field-0');
    expect(await dialog.innerText()).toContain(`What is to be posted here, ${hostile}`);
    expect(await dialog.locator('img, script').count()).toBe(0);

    await dialog.getByRole('textbox', { name: 'Condition' }).fill('');
    await dialog.getByRole('button', { name: 'Review' }).click();
    expect(await dialog.locator('#field-0-problem').innerText()).toBe('This must not be empty.');
    expect(stage.asked).toHaveLength(1);

    const problems = { if: `No ${hostile}. Did you mean call.kind?`, other: 'And this.' };
    stage.answer = input => ({
      is: 'invalid',
      problems,
      form: {
        ...ruleForm,
        fields: ruleForm.fields.map((field, at) =>
          at === 0 && field.is === 'text' && input.is === 'submission'
            ? { ...field, value: input.fields.if?.[0] ?? '' }
            : field,
        ),
      },
    });
    await dialog.getByRole('textbox', { name: 'Condition' }).fill('call.kind');
    await dialog.getByRole('checkbox', { name: 'Mon it' }).check();
    await dialog.getByRole('searchbox').fill('EVENT.29');
    await dialog.getByRole('searchbox').press('Enter');
    expect(await dialog.locator('.check:visible').count()).toBe(3);
    await dialog.getByRole('checkbox', { name: 'event.29' }).check();
    await dialog.getByRole('button', { name: 'Review' }).click();
    await dialog.locator('#field-0-problem:not(:empty)').waitFor(patience);
    expect(await dialog.locator('#field-0-problem').innerText()).toBe(problems.if);
    expect(await dialog.locator('[role="alert"]').innerText()).toBe('And this.');
    expect(await focused()).toBe('field-0');
    const described = await page
      .locator('#field-0')
      .evaluate(box => [
        box.ariaInvalid,
        ...(box.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent),
      ]);
    expect(described).toEqual(['true', 'call.kind == "video"', problems.if]);
    expect(await dialog.getByRole('textbox', { name: 'Condition' }).inputValue()).toBe('call.kind');
    expect(inputs().at(-1)).toEqual({
      is: 'submission',
      action: 'add.form|7',
      fields: { if: ['call.kind'], note: ['one\ntwo'], do: ['ignore'], days: ['Mon', 'Tue'], on: ['e1', 'e29'] },
    });

    stage.answer = () => replyOf('Saved');
    await dialog.getByRole('textbox', { name: 'Note (optional)' }).fill('');
    await dialog.getByRole('button', { name: 'Review' }).click();
    await answers().waitFor(patience);
    expect(await dialog.isVisible()).toBe(false);
    expect(inputs().at(-1)).toMatchObject({ fields: { note: [] } });
    expect(await page.title()).toBe('Callboard');
  });

  test('with the keyboard alone: a form is opened, escaped, opened, sent, and the focus comes back', async () => {
    await open();
    const [field] = ruleForm.fields;
    const form = { ...ruleForm, fields: field ? [field] : [] };
    stage.answer = input =>
      input.is === 'command'
        ? replyOf('Menu', { controls: [{ is: 'buttons', buttons: [{ label: 'Add a rule', action: 'add.open' }] }] })
        : { is: 'form', form };
    await page.keyboard.press('Tab');
    await page.locator('#command').focus();
    await page.keyboard.press('Enter');
    await page.locator('.controls button').waitFor(patience);
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('Add a rule');
    await page.keyboard.press('Enter');
    await page.locator('#dialog[open]').waitFor(patience);
    expect(await focused()).toBe('field-0');
    await page.keyboard.press('Escape');
    await page.locator('#dialog').waitFor({ ...patience, state: 'hidden' });
    expect(await focused()).toBe('Add a rule');

    await page.keyboard.press('Enter');
    await page.locator('#dialog[open]').waitFor(patience);
    await page.keyboard.type('x');
    stage.answer = () => replyOf('Saved', { replaces: true });
    await page.keyboard.press('Enter');
    await page.locator('.answer >> text=Saved').first().waitFor(patience);
    expect(await answers().count()).toBe(1);
    expect(await answers().evaluate(item => item === document.activeElement)).toBe(true);
  });

  test('completion: offered while one types, taken by keyboard or mouse, and never in the way', async () => {
    await open();
    const choices = [
      { label: 'mute', value: 'mute', description: hostile.slice(0, 75) },
      { label: 'menu', value: 'menu' },
    ];
    const begun: string[] = [];
    stage.answer = input => {
      if (input.is !== 'completion') return replyOf('Muted');
      begun.push(input.words);
      return { is: 'completions', choices };
    };
    const options = page.getByRole('option');
    await page.locator('#command').pressSequentially('/callboard m');
    await options.first().waitFor(patience);
    expect(begun.at(-1)).toBe('m');
    expect(await page.getAttribute('#command', 'aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await page.getAttribute('#command', 'aria-activedescendant')).toBe('completion-0');
    await page.keyboard.press('ArrowUp');
    expect(await page.getAttribute('#command', 'aria-activedescendant')).toBe('completion-1');
    await page.keyboard.press('Tab');
    expect(await page.inputValue('#command')).toBe('/callboard menu ');
    expect(await focused()).toBe('command');
    expect(await options.count()).toBe(0);

    await page.fill('#command', 'm');
    await options.first().waitFor(patience);
    await options.first().click();
    expect(await page.inputValue('#command')).toBe('/callboard mute ');
    await page.keyboard.type('2');
    await options.first().waitFor(patience);
    await page.keyboard.press('Escape');
    expect(await page.getAttribute('#command', 'aria-expanded')).toBe('false');
    await page.keyboard.type('h');
    await options.first().waitFor(patience);
    await page.keyboard.press('Enter');
    await answers().waitFor(patience);
    expect(inputs()).toEqual([{ is: 'command', words: 'mute 2h' }]);
    expect(await options.count()).toBe(0);
    expect(await page.title()).toBe('Callboard');

    // What follows the command's name is completed as all the words, with that name or without it.
    for (const value of ['mute 2h', '2h']) {
      stage.answer = () => ({ is: 'completions', choices: [{ label: 'two hours', value }] });
      await page.fill('#command', '/callboard mute 2');
      await options.click();
      expect(await page.inputValue('#command')).toBe('/callboard mute 2h ');
    }
  });

  test('Why? is asked of a message by its id, also of one that came just now', async () => {
    await open();
    stage.posted.push(postOf(12, 'The twelfth'));
    await page.locator('.posted >> nth=1').waitFor(patience);
    stage.answer = () => replyOf('Rule 3 decided');
    await page.locator('.posted').nth(1).getByRole('button', { name: 'Why?' }).click();
    await answers().waitFor(patience);
    expect(inputs()).toEqual([{ is: 'why', message: '12' }]);
    expect(await answers().locator('code').innerText()).toBe('Why?');
  });

  test('an empty channel is greeted in once, and an answer stays in its channel', async () => {
    stage.answer = ({ is }) => replyOf(is === 'joined' ? 'Here I am' : 'Rules');
    await open();
    await type('rules');
    await page.locator('.answer >> text=Rules').first().waitFor(patience);
    await page.click('#channels >> text=other');
    await page.locator('.answer >> text=Here I am').first().waitFor(patience);
    expect(await answers().count()).toBe(1);
    expect(await page.locator('#empty').isVisible()).toBe(true);
    await page.click('#channels >> text=calls');
    await page.locator('.answer >> text=Rules').first().waitFor(patience);
    await page.click('#channels >> text=other');
    await page.locator('.answer >> text=Here I am').first().waitFor(patience);
    expect(await answers().count()).toBe(1);
    expect(stage.asked.map(({ channel, input }) => [channel, input.is])).toEqual([
      ['demo/calls', 'command'],
      ['demo/other', 'joined'],
    ]);
  });

  test('no answer is said, and what was typed is kept', async () => {
    await open();
    stage.answer = () => {
      throw new Error('out of order');
    };
    await type('/callboard rules');
    await page.locator('#told:not(:empty) >> text=did not answer').waitFor(patience);
    expect(await page.inputValue('#command')).toBe('/callboard rules');
    stage.answer = () => ({ is: 'form', form: ruleForm });
    await page.press('#command', 'Enter');
    await page.locator('#dialog[open]').waitFor(patience);
    stage.answer = () => {
      throw new Error('out of order');
    };
    await page.fill('#field-0', 'kept');
    await page.click('#dialog [type="submit"]');
    await page.locator('#dialog [role="alert"] >> text=did not answer').waitFor(patience);
    expect(await page.inputValue('#field-0')).toBe('kept');
    // The browser itself names what the server refused.
    expect(complaints.splice(0)).toHaveLength(2);
  });

  test('both, Slack or Discord: as chosen, also after a reload', async () => {
    await open();
    expect(await page.locator('.half:visible').count()).toBe(2);
    await page.click('#view >> text=Discord');
    expect(await page.locator('.slack-half:visible').count()).toBe(0);
    await page.reload();
    await page.locator('.discord-half').waitFor(patience);
    expect(await page.locator('.half:visible').count()).toBe(1);
  });

  test('nothing scrolls sideways on a telephone, in an answer or a form', async () => {
    await open({ viewport: { width: 390, height: 844 } });
    const long = 'long'.repeat(60);
    const buttons = [1, 2, 3].map(n => ({ label: `${'Wide '.repeat(14)}${n}`, action: `a|${n}` }));
    const select = { is: 'select' as const, placeholder: long.slice(0, 100), action: 'b', choices: [toChoice(long)] };
    stage.answer = () => replyOf(long, { controls: [{ is: 'buttons', buttons }, select], previews: [messageOf(long)] });
    await type(`rules ${long}`);
    await answers().waitFor(patience);
    const wide = (within: string) =>
      page.evaluate(
        place =>
          [...document.querySelectorAll(`${place}, ${place} *`)].filter(
            one => one.getBoundingClientRect().right > innerWidth,
          ).length,
        within,
      );
    expect(await wide('body')).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    stage.answer = () => ({ is: 'form', form: { ...ruleForm, intro: long } });
    await type('add');
    await page.locator('#dialog[open]').waitFor(patience);
    expect(await wide('#dialog')).toBe(0);
  });
});

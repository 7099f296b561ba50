import { expect, test } from 'vitest';
import type { ChatResponse, Form } from '../../src/platforms/chat-protocol.ts';
import { describeInChromium } from './chromium.ts';
import { messageOf, replyOf } from './console-harness.ts';
import { hostile, patience, toChoice, useStagedPage } from './page-harness.ts';

const ruleForm: Form = {
  title: 'A new rule',
  action: 'add.form|7',
  submit: 'Review',
  intro: `Choose the events to post here, ${hostile}`,
  fields: [
    { name: 'if', label: 'Condition', is: 'text', hint: 'call.kind == "video"', value: 'call.knd', most: 200 },
    { name: 'note', label: 'Note', is: 'text', lines: 'many', optional: true, value: 'one\ntwo' },
    { name: 'do', label: 'Action', is: 'select', choices: ['post', 'ignore'].map(toChoice), value: ['ignore'] },
    { name: 'days', label: 'Days', is: 'select', many: true, choices: ['Mon', 'Tue'].map(toChoice), value: ['Tue'] },
    {
      name: 'on',
      label: 'Events',
      is: 'list',
      choices: Array.from({ length: 30 }, (_, n) => ({ label: `event.${n}`, value: `e${n}`, description: hostile })),
      value: ['e1'],
    },
    {
      name: 'like',
      label: 'Like',
      is: 'one',
      optional: true,
      choices: ['short', 'long'].map(toChoice),
      value: ['long'],
    },
  ],
};

describeInChromium('controls and forms', () => {
  const on = useStagedPage();
  const { open, type, answers, inputs, focused } = on;

  test('a button sends its action, and its answer replaces the old one', async () => {
    await open();
    const buttons = [
      { label: hostile.slice(0, 75), action: 'rules.up|1', style: 'primary' as const },
      { label: 'Remove', action: 'rules.remove|1', style: 'danger' as const },
    ];
    on.stage.answer = () => replyOf('Before', { controls: [{ is: 'buttons', buttons }] });
    await type('rules');
    await on.page.locator('.controls button').first().waitFor(patience);
    expect(await on.page.locator('.controls').innerText()).toContain('<img src=x');
    on.stage.answer = () => replyOf('After', { replaces: true });
    await on.page.click('.controls >> text=Remove');
    await on.page.locator('.answer >> text=After').first().waitFor(patience);
    expect(inputs().at(-1)).toEqual({ is: 'action', action: 'rules.remove|1', chosen: [] });
    expect(await answers().count()).toBe(1);
    expect(await answers().evaluate(item => item === document.activeElement)).toBe(true);
  });

  test('a select sends a choice at once, and with the keyboard only a confirmed one', async () => {
    await open();
    const choices = [toChoice('one'), { ...toChoice('two'), description: hostile.slice(0, 75) }];
    on.stage.answer = () =>
      replyOf('Which?', { controls: [{ is: 'select', placeholder: 'A rule', action: 'rules.open', choices }] });
    await type('rules');
    const select = on.page.locator('.controls select').first();
    await select.focus();
    expect(await select.getAttribute('aria-label')).toBe('A rule');
    await on.page.keyboard.press('ArrowDown');
    await on.page.keyboard.press('ArrowDown');
    await on.page.keyboard.press('ArrowDown');
    expect(on.stage.requests).toHaveLength(1);
    await on.page.keyboard.press('Enter');
    await answers().nth(1).waitFor(patience);
    expect(inputs().at(-1)).toEqual({ is: 'action', action: 'rules.open', chosen: ['two'] });
    await on.page.keyboard.press('t');
    await on.page.keyboard.press('Escape');
    expect(on.stage.requests).toHaveLength(2);
    await select.selectOption('two');
    await answers().nth(2).waitFor(patience);
    expect(inputs().at(-1)).toEqual({ is: 'action', action: 'rules.open', chosen: ['two'] });
  });

  test('a form with every kind of field shows an error under its field, and is saved once fixed', async () => {
    await open();
    on.stage.answer = () => ({ is: 'form', form: ruleForm });
    await type('add');
    const dialog = on.page.getByRole('dialog', { name: 'A new rule' });
    await dialog.waitFor(patience);
    expect(await focused()).toBe('field-0');
    expect(await dialog.innerText()).toContain(`Choose the events to post here, ${hostile}`);
    expect(await dialog.locator('img, script').count()).toBe(0);

    await dialog.getByRole('textbox', { name: 'Condition' }).fill('');
    await dialog.getByRole('button', { name: 'Review' }).click();
    expect(await dialog.locator('#field-0-problem').innerText()).toBe('Required');
    expect(on.stage.requests).toHaveLength(1);

    const problems = { if: `No ${hostile}. Did you mean call.kind?`, other: 'And this.' };
    on.stage.answer = input => ({
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
    await dialog.getByRole('searchbox').pressSequentially('EVENT.29');
    await dialog.getByRole('searchbox').press('Enter');
    await dialog.getByRole('searchbox').press('Tab');
    expect(await dialog.getByRole('searchbox').evaluate(box => box === document.activeElement)).toBe(false);
    expect(await dialog.locator('.check:visible').count()).toBe(3);
    await dialog.getByRole('checkbox', { name: 'event.29' }).check();
    await dialog.getByRole('combobox', { name: 'Like (optional)' }).selectOption('short');
    await dialog.getByRole('button', { name: 'Review' }).click();
    await dialog.locator('#field-0-problem:not(:empty)').waitFor(patience);
    expect(await dialog.locator('#field-0-problem').innerText()).toBe(problems.if);
    expect(await dialog.locator('[role="alert"]').innerText()).toBe('And this.');
    expect(await focused()).toBe('field-0');
    const described = await on.page
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
      fields: {
        ...{ if: ['call.kind'], note: ['one\ntwo'], do: ['ignore'], days: ['Mon', 'Tue'], on: ['e1', 'e29'] },
        like: ['short'],
      },
    });

    on.stage.answer = () => replyOf('Saved');
    await dialog.getByRole('textbox', { name: 'Note (optional)' }).fill('');
    await dialog.getByRole('button', { name: 'Review' }).click();
    await answers().waitFor(patience);
    expect(await dialog.isVisible()).toBe(false);
    expect(inputs().at(-1)).toMatchObject({ fields: { note: [] } });
    expect(await on.page.title()).toBe('Callboard');
  });

  test('a pressed name goes to the caret of the field used last, also with the keyboard', async () => {
    await open();
    const names = (name: string) => [{ text: `{{${name}}}`, note: hostile }];
    on.stage.answer = () => ({
      is: 'form',
      form: {
        ...ruleForm,
        lists: [
          { label: 'Short names', names: names('caller') },
          { label: 'All fields', names: names('call.id'), folded: true },
        ],
        fields: [
          { name: 'title', label: 'Title', is: 'text', value: 'Call' },
          { name: 'body', label: 'Text', is: 'text', lines: 'many', value: 'by  at' },
        ],
      },
    });
    await type('edit');
    const dialog = on.page.getByRole('dialog');
    await dialog.waitFor(patience);
    expect(await dialog.locator('img, script').count()).toBe(0);
    const [title, body] = [dialog.getByLabel('Title'), dialog.getByLabel('Text')];
    await body.evaluate(box => {
      if (!(box instanceof HTMLTextAreaElement)) throw new Error('The field is no text area.');
      box.focus();
      box.setSelectionRange(3, 3);
    });
    await dialog.getByRole('list', { name: 'Short names' }).getByRole('button', { name: '{{caller}}' }).press('Enter');
    await on.page.keyboard.type('!');
    expect(await body.inputValue()).toBe('by {{caller}}! at');
    await title.press('End');
    await dialog.getByText('All fields').click();
    await dialog.getByRole('button', { name: '{{call.id}}' }).click();
    expect(await title.inputValue()).toBe('Call{{call.id}}');
    expect(await focused()).toBe('field-0');
    expect(await body.inputValue()).toBe('by {{caller}}! at');
  });

  test('with the keyboard alone a form opens, closes and submits, and the focus returns', async () => {
    await open();
    const [field] = ruleForm.fields;
    const form = { ...ruleForm, fields: field ? [field] : [] };
    on.stage.answer = input =>
      input.is === 'command'
        ? replyOf('Menu', { controls: [{ is: 'buttons', buttons: [{ label: 'Add a rule', action: 'add.open' }] }] })
        : { is: 'form', form };
    await on.page.keyboard.press('Tab');
    await on.page.locator('#command').focus();
    await on.page.keyboard.press('Enter');
    await on.page.locator('.controls button').waitFor(patience);
    await on.page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('Add a rule');
    await on.page.keyboard.press('Enter');
    await on.page.locator('#dialog[open]').waitFor(patience);
    expect(await focused()).toBe('field-0');
    await on.page.keyboard.press('Escape');
    await on.page.locator('#dialog').waitFor({ ...patience, state: 'hidden' });
    expect(await focused()).toBe('Add a rule');

    await on.page.keyboard.press('Enter');
    await on.page.locator('#dialog[open]').waitFor(patience);
    await on.page.keyboard.type('x');
    on.stage.answer = () => replyOf('Saved', { replaces: true });
    await on.page.keyboard.press('Enter');
    await on.page.locator('.answer >> text=Saved').first().waitFor(patience);
    expect(await answers().count()).toBe(1);
    expect(await answers().evaluate(item => item === document.activeElement)).toBe(true);
  });

  test('a missing response is reported, and the input stays', async () => {
    await open();
    // A completion may be requested before Enter, depending on the typing speed.
    const breakDown = ({ is }: { is: string }): ChatResponse => {
      if (is === 'completion') return { is: 'completions', choices: [] };
      throw new Error('out of order');
    };
    on.stage.answer = breakDown;
    await type('/callboard rules');
    await on.page.locator('#command-error:not(:empty) >> text=the server didn’t respond').waitFor(patience);
    expect(await on.page.inputValue('#command')).toBe('/callboard rules');
    on.stage.answer = () => ({ is: 'form', form: ruleForm });
    await on.page.press('#command', 'Enter');
    await on.page.locator('#dialog[open]').waitFor(patience);
    on.stage.answer = breakDown;
    await on.page.fill('#field-0', 'unsent');
    await on.page.click('#dialog [type="submit"]');
    await on.page.locator('#dialog [role="alert"] >> text=the server didn’t respond').waitFor(patience);
    expect(await on.page.inputValue('#field-0')).toBe('unsent');
    // The browser itself names what the server refused.
    expect(on.complaints.splice(0)).toHaveLength(2);
  });

  test('an answer and a form fit the width of a phone', async () => {
    await open({ viewport: { width: 390, height: 844 } });
    const long = 'long'.repeat(60);
    const buttons = [1, 2, 3].map(n => ({ label: `${'Wide '.repeat(14)}${n}`, action: `a|${n}` }));
    const select = { is: 'select' as const, placeholder: long.slice(0, 100), action: 'b', choices: [toChoice(long)] };
    on.stage.answer = () =>
      replyOf(long, { controls: [{ is: 'buttons', buttons }, select], previews: [messageOf(long)] });
    await type(`rules ${long}`);
    await answers().waitFor(patience);
    const wide = (within: string) =>
      on.page.evaluate(
        place =>
          [...document.querySelectorAll(`${place}, ${place} *`)].filter(
            one => one.getBoundingClientRect().right > innerWidth,
          ).length,
        within,
      );
    expect(await wide('body')).toBe(0);
    expect(await on.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    on.stage.answer = () => ({ is: 'form', form: { ...ruleForm, intro: long } });
    await type('add');
    await on.page.locator('#dialog[open]').waitFor(patience);
    expect(await wide('#dialog')).toBe(0);
  });
});

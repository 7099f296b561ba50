/** The page with everything on it: messages, an answer with controls, the real channels, and a form. */
import { messageOf, postOf, replyOf, whyOf } from './console-harness.ts';
import { patience, type useStagedPage } from './page-harness.ts';

type Staged = ReturnType<typeof useStagedPage>;

export async function fill(on: Staged): Promise<void> {
  const real = { platform: 'Slack', facts: '3 rules · 1 failed message', reason: null, at: null };
  on.stage.real = [
    { ...real, address: 'slack:T1/C1', state: 'connected', label: 'Connected' },
    {
      ...real,
      address: 'slack:T1/C2',
      state: 'on-hold',
      label: 'On hold',
      reason: 'This channel is archived.',
      at: 5e11,
    },
    { ...real, address: 'slack:T1/C3', state: 'retrying', label: 'Retrying' },
  ];
  on.stage.posted.push(postOf(2, 'A second'));
  on.stage.why = whyOf('Missed call');
  on.stage.answer = ({ is }) =>
    is === 'completion'
      ? { is: 'completions', choices: [] }
      : replyOf('Menu', {
          controls: [
            {
              is: 'buttons',
              buttons: [
                { label: 'Add a rule', action: 'a', style: 'primary' },
                { label: 'Delete', action: 'd', style: 'danger' },
              ],
            },
            { is: 'select', placeholder: 'Select a rule…', action: 's', choices: [{ label: 'One', value: '1' }] },
          ],
          previews: [messageOf('As it would be')],
        });
}

export async function show(on: Staged): Promise<void> {
  await on.type('menu');
  await on.answers().waitFor(patience);
  await on.page.locator('#real summary').click();
  await on.page.locator('#real li').first().waitFor(patience);
  // A message that still fades in has too little contrast.
  await on.page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
}

export async function showWhy(on: Staged): Promise<void> {
  await on.page.locator('.posted').last().getByRole('button', { name: 'Why?' }).click();
  await on.page.locator('#why[open]').waitFor(patience);
}

export async function showForm(on: Staged): Promise<void> {
  const choices = Array.from({ length: 30 }, (_, n) => ({
    label: `event.${n}`,
    value: `e${n}`,
    description: 'A call',
  }));
  on.stage.answer = () => ({
    is: 'invalid',
    problems: { if: 'call.knd doesn’t exist. Did you mean call.kind?' },
    form: {
      title: 'Edit rule',
      action: 'a',
      submit: 'Next',
      intro: 'Nothing is saved yet.',
      lists: [{ label: 'Short names', names: [{ text: '{{caller}}', note: 'Ann' }] }],
      fields: [
        { name: 'on', label: 'Events', is: 'list', choices, value: ['e1'] },
        { name: 'note', label: 'Note', is: 'text', lines: 'many', optional: true },
        { name: 'if', label: 'Condition', is: 'text', hint: 'call.kind == "video"', value: 'call.knd' },
      ],
    },
  });
  await on.type('add');
  await on.page.locator('#dialog[open]').waitFor(patience);
}

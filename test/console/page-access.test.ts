/** The page for people who use a keyboard or a screen reader. axe.slow.test.ts covers more. */
import { expect, test } from 'vitest';
import { fill, show, showForm } from './accessible.ts';
import { findFaults } from './axe.ts';
import { describeInChromium } from './chromium.ts';
import { postOf } from './console-harness.ts';
import { patience, useStagedPage } from './page-harness.ts';
import { startProxy } from './proxy.ts';

describeInChromium('access to the page', () => {
  const on = useStagedPage();

  test('axe finds no fault in the dark theme, and real channels are listed with their health', async () => {
    await fill(on);
    await on.open({ colorScheme: 'dark' });
    await show(on);
    expect(await findFaults(on.page)).toEqual([]);
    const channels = await on.page.locator('#real li').allInnerTexts();
    expect(channels.map(text => text.replace(/\s+/g, ' '))).toEqual([
      'Slack T1/C1 Connected 3 rules · 1 failed message',
      expect.stringMatching(/^Slack T1\/C2 On hold since .+: This channel is archived\. 3 rules/),
      'Slack T1/C3 Retrying 3 rules · 1 failed message',
    ]);
    expect(await on.page.locator('#real summary').innerText()).toBe('Real channels: 3 (1 on hold or not connected)');
  });

  test('an error is above the buttons of its form, also on a small screen', async () => {
    await on.open({ viewport: { width: 390, height: 500 } });
    await showForm(on);
    const problem = on.page.locator('#field-2-problem');
    await expect
      .poll(() =>
        problem.evaluate(element => {
          const { left, top, height } = element.getBoundingClientRect();
          return document.elementFromPoint(left + 4, top + height / 2) === element;
        }),
      )
      .toBe(true);
  });

  test('a screen reader reads a new message once', async () => {
    await on.open();
    on.stage.posted.push(postOf(12, 'The twelfth'));
    await on.page.locator('.posted >> nth=1').waitFor(patience);
    const live = () =>
      on.page
        .locator('[aria-live], [role="log"], [role="status"], output')
        .evaluateAll(all => all.map(one => one.textContent).join(''));
    expect((await live()).match(/The twelfth/g)).toHaveLength(1);
  });

  test('on a sub-path every link works', async () => {
    const proxy = await startProxy(on.stage.url);
    try {
      await on.open({}, proxy.url);
      await on.answers().or(on.page.locator('.posted')).first().waitFor(patience);
    } finally {
      await proxy.stop();
      // The stream ended with the proxy.
      on.complaints = [];
    }
  });
});

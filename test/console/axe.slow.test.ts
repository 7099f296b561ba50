import { expect, test } from 'vitest';
import { fill, show, showForm, showWhy } from './accessible.ts';
import { findFaults } from './axe.ts';
import { describeInChromium } from './chromium.ts';
import { patience, useStagedPage } from './page-harness.ts';

describeInChromium('axe finds nothing', () => {
  const on = useStagedPage();

  test.each([
    ['in light', { colorScheme: 'light' }],
    ['in dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 390, height: 844 } }],
    ['on a phone in dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
    ['with forced colors', { forcedColors: 'active' }],
  ] as const)('%s', async (_, options) => {
    await fill(on);
    await on.open(options);
    await show(on);
    expect(await findFaults(on.page)).toEqual([]);
    await on.page.click('#trigger');
    await on.page.locator('#tests').waitFor(patience);
    expect(await findFaults(on.page)).toEqual([]);
    await on.page.keyboard.press('Escape');
    await showWhy(on);
    expect(await findFaults(on.page)).toEqual([]);
    await on.page.keyboard.press('Escape');
    await showForm(on);
    expect(await findFaults(on.page)).toEqual([]);
  });
});

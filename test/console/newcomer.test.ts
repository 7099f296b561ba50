/** The first steps of a person without a token; newcomer.slow.test.ts continues. */
import { expect, test } from 'vitest';
import { describeInChromium } from './chromium.ts';
import { patience, useNewcomer } from './newcomer.ts';

describeInChromium('a newcomer', () => {
  const on = useNewcomer();
  const { answered, newest, posted, press, send, type } = on;

  test('is greeted, and gets rules and a test message by one press', async () => {
    await answered('Hi, I’m Callboard');
    await on.page.reload();
    await on.page.click('#channels >> text=new-channel');
    await answered('Hi, I’m Callboard');
    await press('Missed calls');
    await answered('✓ Missed, declined and failed calls will be posted here');
    await expect.poll(posted, patience).toBe(1);
    expect(await newest()).toContain('Missed voice call');
    expect(await send('cometchat/call_unanswered')).toMatch(/posted to [^;.]*#new-channel/i);
    await expect.poll(posted, patience).toBe(2);
  });

  test('a typo gets a suggestion, and commands are completed', async () => {
    await type('/callboard tempaltes');
    await answered('Did you mean /callboard templates?');
    await on.page.locator('#command').pressSequentially('/callboard add call.mis');
    await on.page.getByRole('option', { name: 'call.missed' }).click();
    expect(await on.page.inputValue('#command')).toBe('/callboard add call.missed ');
  });
});

import { expect, test } from 'vitest';
import { describeInChromium } from './chromium.ts';
import { patience, useNewcomer } from './newcomer.ts';

describeInChromium('a newcomer', () => {
  const on = useNewcomer();
  const { answer, answered, dialog, newest, posted, press, send, submit, type } = on;

  test('adds a rule by forms after an error under a field, and the next event is posted', async () => {
    expect(await send('videosdk/recording-stopped')).not.toContain('#new-channel');
    await type('/callboard add');
    await dialog().waitFor(patience);
    await dialog().getByRole('searchbox').fill('recording.ready');
    await dialog().getByRole('checkbox', { name: 'recording.ready' }).check();
    expect(await dialog().getByLabel('Call type').isVisible()).toBe(false);
    await dialog().getByText('More options').click();
    await dialog().getByLabel('Condition (optional)').fill('recording.scop == "session"');
    await submit();
    const problem = dialog().locator('.field .problem:not(:empty)');
    await problem.waitFor(patience);
    expect(await problem.innerText()).toContain('Did you mean "recording.scope"?');
    await dialog().getByLabel('Condition (optional)').fill('recording.scope == "session"');
    await submit();
    await answered('Review new rule');
    expect(await answer().innerText()).toContain(
      'Nothing to compare yet: only test webhooks were received in the last 7 days.',
    );
    await press('Save rule');
    await answered('Post recording.ready if recording.scope == "session"');
    expect(await dialog().isVisible()).toBe(false);

    expect(await send('videosdk/recording-stopped')).toMatch(/posted to [^;.]*#new-channel/i);
    await expect.poll(posted, patience).toBe(1);
    expect(await newest()).toContain('Recording ready');
  });

  test('edits a template after a preview, and the next message uses it', async () => {
    await type('/callboard add call.missed');
    await answered('Review new rule');
    await press('Save rule');
    await answered('Post call.missed');
    await type('/callboard templates call.missed');
    await answered('Template call.missed');
    await press('Edit template…');
    await dialog().waitFor(patience);
    await dialog().getByLabel('Title').fill('No one took {{person call.caler}}');
    await submit();
    await dialog().locator('#field-0-problem:not(:empty)').waitFor(patience);
    expect(await dialog().locator('#field-0-problem').innerText()).toContain('call.caller');
    await dialog().getByLabel('Title').fill('No one took {{person call.caller}}');
    await submit();
    await answered('Preview of call.missed');
    expect(await answer().locator('.half').last().innerText()).toContain('No one took');
    await press('Save for this channel');
    await answered('✓ Saved version 1 for this channel');

    await send('cometchat/call_unanswered');
    await expect.poll(posted, patience).toBe(1);
    expect(await newest()).toContain('No one took superhero4');
  });

  test('uses why for a message, mutes the channel, and uses why for a muted event', async () => {
    await type('/callboard add call.missed');
    await answered('Review new rule');
    await press('Save rule');
    await answered('Post call.missed');
    await send('cometchat/call_unanswered');
    await expect.poll(posted, patience).toBe(1);
    await on.page.locator('.posted').getByRole('button', { name: 'Why?' }).click();
    const panel = on.page.getByRole('dialog', { name: 'Why?' });
    await panel.waitFor(patience);
    expect(await panel.innerText()).toContain('matched: event is call.missed');
    await panel.getByRole('button', { name: 'Close' }).click();

    await type('/callboard mute 2h');
    await answered('Muted until');
    const event = /evt_\w+/.exec(await send('cometchat/call_unanswered'))?.[0];
    await on.running.app.settled();
    await type(`/callboard why ${event}`);
    await answered('muted');
    expect(await posted()).toBe(1);
    await type('/callboard unmute');
    await answered('The rules apply to new events again');
  });
});

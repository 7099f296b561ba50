import { expect, test } from 'vitest';
import { describeInChromium } from './chromium.ts';
import { postOf } from './console-harness.ts';
import { patience, useStagedPage } from './page-harness.ts';
import { startProxy } from './proxy.ts';

describeInChromium('behind a proxy', () => {
  const on = useStagedPage();

  test('the feed reopens after a 502', async () => {
    const proxy = await startProxy(on.stage.url);
    try {
      await on.open({}, proxy.url);
      proxy.lose();
      await on.page.locator('#live >> text=Reconnecting…').waitFor(patience);
      on.stage.posted.push(postOf(12, 'The twelfth'));
      // The stream, and the messages that are requested before it is opened again.
      const answered = () => on.complaints.filter(line => line.includes('502')).length;
      await expect.poll(answered, patience).toBeGreaterThan(1);
      proxy.recover();
      await on.page.locator('.posted >> text=The twelfth').first().waitFor(patience);
      await on.page.locator('#live >> text=Live').waitFor(patience);
    } finally {
      await proxy.stop();
      // The browser complains of what the proxy did.
      on.complaints = [];
    }
  });
});

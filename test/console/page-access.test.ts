/** The page for people who use a keyboard or a screen reader, and behind a proxy. axe.slow.test.ts covers more. */
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { fill, show, showForm } from './accessible.ts';
import { findFaults } from './axe.ts';
import { describeInChromium } from './chromium.ts';
import { postOf } from './stage.ts';
import { patience, useStagedPage } from './stage-page.ts';

describeInChromium('access to the page', () => {
  const on = useStagedPage();

  test('axe finds nothing in dark, and real channels are listed with their health', async () => {
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
    expect(await on.page.locator('#real summary').innerText()).toBe('Real channels: 3, 1 need attention');
  });

  test('an error is above the buttons of its form, on a small screen too', async () => {
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

  test('a new message is read once', async () => {
    await on.open();
    on.stage.posted.push(postOf(12, 'The twelfth'));
    await on.page.locator('.posted >> nth=1').waitFor(patience);
    const live = () =>
      on.page
        .locator('[aria-live], [role="log"], [role="status"], output')
        .evaluateAll(all => all.map(one => one.textContent).join(''));
    expect((await live()).match(/The twelfth/g)).toHaveLength(1);
  });

  test('on a sub-path, and after a 502 on the way: the feed goes on', async () => {
    let broken = false;
    const open = new Set<ServerResponse>();
    const proxy = createServer((asked, response) => {
      const path = asked.url?.startsWith('/board/') ? asked.url.slice('/board'.length) : null;
      if (path === null) return void response.writeHead(404).end();
      if (broken) return void response.writeHead(502).end('<h1>Bad Gateway</h1>');
      const passed = request(
        `${on.stage.url}${path}`,
        { method: asked.method ?? 'GET', headers: asked.headers },
        answer => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
          open.add(response);
        },
      );
      passed.on('error', () => response.destroy());
      asked.pipe(passed);
    });
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    try {
      await on.open({}, `http://localhost:${(proxy.address() as AddressInfo).port}/board/`);
      broken = true;
      for (const response of open) response.destroy();
      await on.page.locator('#live >> text=Reconnecting…').waitFor(patience);
      on.stage.posted.push(postOf(12, 'The twelfth'));
      await expect.poll(() => failures(on.complaints), patience).toBeGreaterThan(1);
      broken = false;
      await on.page.locator('.posted >> text=The twelfth').first().waitFor(patience);
      expect(await on.page.locator('#live').innerText()).toBe('Live');
    } finally {
      // The browser complains of what the proxy did.
      on.complaints = [];
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});

const failures = (complaints: readonly string[]) => complaints.filter(line => line.includes('502')).length;

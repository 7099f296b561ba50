/** Attempts of other sites' pages in a real browser, with its real headers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import { listEvents } from '../../src/store/events/events.ts';
import { startApp, type TestApp } from '../app-harness.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { describeInChromium, getChromium } from './chromium.ts';

describeInChromium("another site's page", () => {
  let browser: Browser;
  /** A page of another site: 127.0.0.1 to localhost is cross-site. */
  let foreign: string;
  const site = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<title>Other</title>'),
  );
  beforeAll(async () => {
    browser = await getChromium();
    await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
    foreign = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    site.closeAllConnections();
    site.close();
  });

  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  async function openForeign(): Promise<Page> {
    const context = await browser.newContext();
    stops.push(() => context.close());
    const page = await context.newPage();
    await page.goto(foreign);
    return page;
  }

  async function startWithSlack(): Promise<{ app: TestApp['app']; link: string }> {
    const slack = await startFakeSlack();
    const { app, printed, stop } = await startApp({ SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url });
    stops.push(slack.close, stop);
    return { app, link: /http:\S+\?key=[\w-]+/.exec(printed.join())?.[0] ?? '' };
  }

  test("can't send webhooks, test webhooks or commands", async () => {
    const { app, core, stop } = await startApp({});
    stops.push(stop);
    const page = await openForeign();
    const posted: number[] = [];
    page.on('response', response => {
      if (response.request().method() === 'POST') posted.push(response.status());
    });
    const body = JSON.stringify(cometchat.sample('call_unanswered'));
    const tried = await page.evaluate(
      async ([url, text]) => {
        const send = (path: string, init: RequestInit) =>
          fetch(`${url}${path}`, { method: 'POST', mode: 'no-cors', ...init }).then(
            ({ type }) => type,
            () => 'failed',
          );
        const sendForm = (path: string) => {
          const frame = Object.assign(document.createElement('iframe'), { name: path });
          const form = document.createElement('form');
          Object.assign(form, { method: 'post', action: `${url}${path}`, target: path, enctype: 'text/plain' });
          document.body.append(frame, form);
          form.submit();
        };
        const webhook = '/webhooks/cometchat';
        const types = [
          await send(webhook, { body: new Blob([text]) }),
          await send(webhook, { body: text }),
          await send(webhook, { body: new Blob([text], { type: 'application/json' }) }),
          await send(webhook, { body: new TextEncoder().encode(text), credentials: 'include' }),
          await send(webhook, { mode: 'cors', body: text, headers: { 'content-type': 'application/json' } }),
          await send('/console/samples/cometchat/call_unanswered', {}),
          await send('/console/chat', { body: new Blob(['{}']) }),
        ];
        navigator.sendBeacon(`${url}${webhook}`, new Blob([text]));
        sendForm('/console/samples/cometchat/call_unanswered');
        sendForm(webhook);
        return types;
      },
      [app.url, body] as const,
    );
    // The browser did send the simple ones; only their responses were hidden from the page.
    expect(tried).toEqual(['opaque', 'opaque', 'opaque', 'opaque', 'failed', 'opaque', 'opaque']);
    await expect.poll(() => posted.length).toBeGreaterThanOrEqual(7);
    expect(posted.filter(status => ![401, 403, 415].includes(status))).toEqual([]);
    expect(await listEvents(core.database.db, { limit: 10 })).toEqual([]);
  });

  test("can't read the console, its feed or the metrics", async () => {
    const { app, stop } = await startApp({});
    stops.push(stop);
    const page = await openForeign();
    const statuses: number[] = [];
    page.on('response', response => {
      if (response.url().startsWith(app.url)) statuses.push(response.status());
    });
    await page.evaluate(async url => {
      for (const path of ['/', '/console/state', '/console/live', '/metrics'])
        await fetch(`${url}${path}`, { mode: 'no-cors', credentials: 'include' }).catch(() => {});
    }, app.url);
    await expect.poll(() => statuses.length).toBe(4);
    expect(statuses.every(status => status === 403 || status === 404)).toBe(true);
  });

  test('can link to the console: the key leaves the address, the cookie stays, and the page is live', async () => {
    const { app, link } = await startWithSlack();
    const page = await openForeign();
    await page.evaluate(url => {
      const anchor = Object.assign(document.createElement('a'), { href: url, textContent: 'Console', id: 'link' });
      document.body.append(anchor);
    }, link);
    await page.click('#link');
    await page.locator('#chat').waitFor();
    expect(page.url()).toBe(`${app.url}/`);
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', domain: 'localhost' });
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.goBack();
    expect(page.url()).toBe(foreign);
    // Signed in, the link works without its key too.
    await page.evaluate(url => Object.assign(document.createElement('a'), { href: url }).click(), `${app.url}/`);
    await page.locator('#chat').waitFor();
  });

  test('sends its requests without the cookie of the console', async () => {
    const { app, link } = await startWithSlack();
    const page = await openForeign();
    await page.goto(link);
    await page.locator('#chat').waitFor();
    await page.goto(foreign);
    const statuses: number[] = [];
    page.on('response', response => {
      if (response.url().startsWith(app.url)) statuses.push(response.status());
    });
    await page.evaluate(
      url => fetch(`${url}/console/state`, { mode: 'no-cors', credentials: 'include' }).catch(() => {}),
      app.url,
    );
    await expect.poll(() => statuses).toEqual([403]);
  });
});

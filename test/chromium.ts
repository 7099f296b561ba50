/** One Chromium for all tests of a run. It starts when the first of them asks for it. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserServer } from 'playwright-core';

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The machine's own; undefined where there is none. */
export const executablePath = places.find(place => place && existsSync(place));

export interface SharedChromium {
  /** Answers with the address for `chromium.connect`, or 500 and the reason why Chromium did not start. */
  url: string;
  close(): Promise<void>;
}

export async function shareChromium(): Promise<SharedChromium> {
  let launched: Promise<BrowserServer> | null = null;
  const server = createServer((_request, response) => {
    launched ??= launch();
    launched.then(
      browser => response.end(browser.wsEndpoint()),
      error => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      const browser = await launched?.catch(() => null);
      await browser?.close();
    },
  };
}

async function launch(): Promise<BrowserServer> {
  const { chromium } = await import('playwright-core');
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  return chromium.launchServer({ executablePath, args, host: '127.0.0.1' });
}

/** One Chromium for all tests of a run. It starts when the first of them asks for it. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';

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
  /** Answers with the address for `chromium.connectOverCDP`, or 500 and the reason why Chromium did not start. */
  url: string;
  close(): Promise<void>;
}

export async function shareChromium(): Promise<SharedChromium> {
  let launched: ReturnType<typeof launch> | null = null;
  const server = createServer((_request, response) => {
    launched ??= launch();
    launched.then(
      ({ address }) => response.end(address),
      error => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      const started = await launched?.catch(() => null);
      await started?.browser.close();
    },
  };
}

/** The tests talk to Chromium itself: a server of Playwright's in between would take as long again. */
async function launch(): Promise<{ browser: Browser; address: string }> {
  const { chromium } = await import('playwright-core');
  const port = await findFreePort();
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--remote-debugging-address=127.0.0.1',
    `--remote-debugging-port=${port}`,
  ];
  const browser = await chromium.launch({ executablePath, args });
  return { browser, address: `http://127.0.0.1:${port}` };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

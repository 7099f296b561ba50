/** Access to each route of the port. A route that is not in the table fails the test. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from './app-harness.ts';
import { credentialsFor, providerEnv } from './e2e/providers.ts';
import { startFakeDiscord } from './fakes/discord/index.ts';
import { startFakeSlack } from './fakes/slack/index.ts';

const consolePassword = 'the stage is set';
const metricsToken = 'metrics-token-of-the-test';
const basic = (password: string) => ({ authorization: `Basic ${btoa(`any:${password}`)}` });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const json = { 'content-type': 'application/json' };

/** `first try`: nothing is set. `tokens`: Slack and Discord alone. `complete`: credentials, a password and METRICS_TOKEN too. */
const setups = ['first try', 'tokens', 'complete'] as const;
type Setup = (typeof setups)[number];

/** Returns a caller's headers for a server's host and the key of its console link. */
type Caller = (at: { host: string; key: string; cookie: string }) => Record<string, string>;
const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
const callers = {
  'a program on this machine': () => ({}),
  'a visitor behind a minimal nginx': ({ host }) => ({ host, connection: 'close' }),
  'the own page': ({ host }) => ({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }),
  "another site's page": () => ({ ...foreign, origin: 'https://evil.example' }),
  "another site's page, without an Origin": () => foreign,
  "another site's page, in an old browser": () => ({ origin: 'https://evil.example' }),
  'a page of another port': ({ host }) => ({ origin: `http://${host}1`, 'sec-fetch-site': 'same-site' }),
  'a link on another site': () => ({ ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }),
  'a page by DNS rebinding': () => ({ host: 'evil.example', 'sec-fetch-site': 'same-origin' }),
  'a proxy': () => ({ 'x-forwarded-for': '203.0.113.7' }),
  'the key as a bearer token': ({ key }) => bearer(key),
  'the cookie': ({ cookie }) => ({ cookie }),
  "the cookie, from another site's page": ({ cookie }) => ({ cookie, ...foreign }),
  'a wrong key': () => bearer('A'.repeat(43)),
  'a wrong cookie': ({ cookie }) => ({ cookie: `${cookie.slice(0, -1)}_` }),
  'the password': () => basic(consolePassword),
  "the password, from another site's page": () => ({ ...basic(consolePassword), ...foreign }),
  'a wrong password': () => basic('the stage is lit'),
  METRICS_TOKEN: () => bearer(metricsToken),
  'a wrong METRICS_TOKEN': () => bearer(`${metricsToken}x`),
  "the provider's credentials": () => credentialsFor('cometchat', ''),
} satisfies Record<string, Caller>;
type CallerName = keyof typeof callers;

const here: CallerName[] = ['a program on this machine', 'a visitor behind a minimal nginx', 'the own page'];
/** Credentials for settings that aren't set have no effect: these callers count as programs on this machine. */
const withSpareCredentials: CallerName[] = [
  ...here,
  ...(['the key as a bearer token', 'the cookie', 'a wrong key', 'a wrong cookie', 'the password'] as const),
  ...(['a wrong password', 'METRICS_TOKEN', 'a wrong METRICS_TOKEN', "the provider's credentials"] as const),
];
const everyone = Object.keys(callers) as CallerName[];

type Access = Record<Setup, readonly CallerName[]>;
const anyone: Access = { 'first try': everyone, tokens: everyone, complete: everyone };
const operators: Access = {
  'first try': withSpareCredentials,
  tokens: ['the key as a bearer token', 'the cookie'],
  complete: ['the password'],
};
/** The page itself shows another site nothing, so a link there may open it. */
const operatorsByLink: Access = { ...operators, 'first try': [...withSpareCredentials, 'a link on another site'] };
const monitoring: Access = { 'first try': withSpareCredentials, tokens: [], complete: ['METRICS_TOKEN'] };
const providers: Access = {
  'first try': withSpareCredentials,
  tokens: [],
  complete: ["the provider's credentials"],
};
/** Signed requests alone; those are tested with the platforms. */
const platforms: Access = { 'first try': [], tokens: [], complete: [] };

interface Row {
  access: Access;
  path?: string;
  body?: string;
  /** The status for people who may; 200 when not given. */
  reached?: number;
}

const page = (file: string): [string, Row] => [`GET /console/${file}`, { access: operators }];
const rows: Record<string, Row> = {
  'GET /healthz': { access: anyone },
  'GET /readyz': { access: anyone },
  'GET /metrics': { access: monitoring },
  'ANY /webhooks/:source': { access: providers, path: '/webhooks/cometchat', body: '{"trigger":"walked"}' },
  'ANY /slack/events': { access: platforms, body: '{"type":"url_verification","challenge":"c"}' },
  'ANY /discord/interactions': { access: platforms, body: '{"type":1}' },
  'GET /': { access: operatorsByLink },
  ...Object.fromEntries(
    [
      ...[
        'page.js',
        'dom.js',
        'messages.js',
        'samples.js',
        'real-channels.js',
        'appearance.js',
        'listbox.js',
        'test-picker.js',
        'chat.js',
        'answers.js',
      ],
      ...['command.js', 'dialog.js', 'fields.js', 'page.css', 'chat.css', 'dialog.css'],
      ...[
        'icon.svg',
        'lookalike.css',
        'lookalikes.css',
        'why.js',
        'blocks.js',
        'why.css',
        'blocks.css',
        'listbox.css',
        'docs.css',
      ],
    ].map(page),
  ),
  'GET /console/docs/:name': { access: operators, path: '/console/docs/rules.md' },
  'GET /console/state': { access: operators },
  'GET /console/channels': { access: operators },
  'GET /console/messages': { access: operators },
  'GET /console/live': { access: operators },
  'GET /console/why': { access: operators, path: '/console/why?message=1' },
  'GET /console/why/:event': { access: operators, path: '/console/why/evt_none', reached: 404 },
  'POST /console/samples/:source/:trigger': { access: operators, path: '/console/samples/a/b', reached: 404 },
  'POST /console/chat': { access: operators, body: '{}', reached: 400 },
};

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function start(setup: Setup): Promise<TestApp> {
  if (setup === 'first try') return startApp({});
  const [slack, discord] = await Promise.all([startFakeSlack(), startFakeDiscord()]);
  stops.push(slack.close, discord.close);
  return startApp({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.url,
    DISCORD_TOKEN: discord.token,
    DISCORD_PUBLIC_KEY: discord.publicKey,
    DISCORD_API_URL: discord.url,
    ...(setup === 'complete' && {
      ...providerEnv,
      CONSOLE_PASSWORD: consolePassword,
      METRICS_TOKEN: metricsToken,
    }),
  });
}

describe.each(setups)('%s:', setup => {
  let running: TestApp;
  let at: Parameters<Caller>[0];
  beforeAll(async () => {
    running = await start(setup);
    stops.push(running.stop);
    const { host, port } = new URL(running.app.url);
    const key = /\/\?key=([\w-]{43})/.exec(running.printed.join())?.[1] ?? 'none';
    const signIn = await fetch(`http://127.0.0.1:${port}/?key=${key}`, { redirect: 'manual' });
    at = { host, key, cookie: signIn.headers.getSetCookie()[0]?.split(';')[0] ?? 'callboard=none' };
  });

  /** Each route is called from an address of its own: many wrong sign-ins from one address keep out right ones. */
  const addressFor = (route: string) => `127.0.1.${Object.keys(rows).indexOf(route) + 1}`;

  /** The status; a stream is left as soon as it begins. Rejects for a 401 that doesn't say how to sign in (RFC 9110, 15.5.2). */
  function ask(route: string, { path, body }: Row, headers: Record<string, string>): Promise<number> {
    const [method = '', pattern = ''] = route.split(' ');
    const options = {
      method: method === 'ANY' ? 'POST' : method,
      headers: { ...(body && json), ...headers },
      localAddress: addressFor(route),
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${running.app.url}${path ?? pattern}`, options, response => {
        const { statusCode = 0, headers } = response;
        if (statusCode !== 401 || headers['www-authenticate']) resolve(statusCode);
        else reject(new Error(`${route} answered 401 without WWW-Authenticate.`));
        response.destroy();
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  test('every route is in the table', () => {
    const expected = Object.keys(rows).filter(route => setup !== 'first try' || rows[route]?.access !== platforms);
    expect(running.app.routes().toSorted()).toEqual(expected.toSorted());
  });

  test.each(Object.entries(rows))('%s', async (route, row) => {
    if (setup === 'first try' && row.access === platforms) return;
    const reached: CallerName[] = [];
    const rejected: Partial<Record<CallerName, number>> = {};
    for (const [name, caller] of Object.entries(callers) as [CallerName, Caller][]) {
      const status = await ask(route, row, caller(at));
      if (status === (row.reached ?? 200)) reached.push(name);
      else rejected[name] = status;
    }
    expect(reached.toSorted()).toEqual(row.access[setup].toSorted());
    for (const status of Object.values(rejected)) expect([401, 403, 404, 429]).toContain(status);
  });
});

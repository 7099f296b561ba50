import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFromOtherSite, isJsonType, whyNotLocal } from '../../src/util/local-request.ts';

interface RequestParts {
  remoteAddress?: string;
  method?: string;
  headers?: Record<string, string>;
}

const request = ({ remoteAddress = '127.0.0.1', method = 'POST', headers }: RequestParts) => ({
  method,
  headers: { host: 'localhost:3000', ...headers },
  socket: { remoteAddress },
});
const why = (headers: Record<string, string>, more: RequestParts = {}) => whyNotLocal(request({ ...more, headers }));

test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('the address %s is this machine', remoteAddress => {
  expect(why({}, { remoteAddress })).toBeNull();
});

test.each(['10.0.0.1', '::2', '::ffff:10.0.0.1', '127.0.0.1.2', '1127.0.0.1', ''])('the address %s is not', address => {
  expect(why({}, { remoteAddress: address })).toBe(`This request came from ${address}.`);
});

test.each(['localhost', 'LOCALHOST:1', '127.0.0.1:3000', '127.255.255.255', '[::1]:65535'])('Host %s', host => {
  expect(why({ host })).toBeNull();
});

test.each([
  ...['', 'evil.example', 'localhost.evil.example', 'localhost.', '127.0.0.1.nip.io', '127.0.0.256', 'a@localhost'],
  ...['10.0.0.1', '[::2]', '::1', 'localhost:', 'localhost:3000:1', '0.0.0.0', '127.1'],
])('not Host %s', host => {
  expect(why({ host })).toBe(`This request's Host is ${JSON.stringify(host)}.`);
});

test.each(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded', 'via', 'x-real-ip', 'cf-ray'])(
  'a request with the header %s came through a proxy, whatever it says',
  name => {
    for (const value of ['', '127.0.0.1']) expect(why({ [name]: value })).toContain(name);
  },
);

test('the Origin is absent or ours', () => {
  expect(why({ origin: 'http://localhost:3000' })).toBeNull();
  expect(why({ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' })).toBeNull();
  const others = [
    'https://evil.example',
    'http://localhost:5173',
    'http://127.0.0.1:3000',
    'null',
    '',
    'localhost:3000',
  ];
  for (const origin of others) expect(why({ origin })).toBe("Another site's page sent this request.");
  expect(why({ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' })).not.toBeNull();
});

test('Sec-Fetch-Site is absent, none or same-origin', () => {
  for (const site of ['none', 'same-origin']) expect(why({ 'sec-fetch-site': site })).toBeNull();
  for (const site of ['cross-site', 'same-site', '', 'None', 'other']) {
    expect(why({ 'sec-fetch-site': site })).toBe("Another site's page sent this request.");
  }
});

test('a body has a JSON content type', () => {
  const sized = { 'content-length': '2' };
  const chunked = { 'transfer-encoding': 'chunked' };
  for (const body of [sized, chunked]) {
    expect(why({ ...body, 'content-type': 'application/json' })).toBeNull();
    expect(why({ ...body, 'content-type': 'application/cloudevents+json; charset=utf-8' })).toBeNull();
    for (const type of ['text/plain', '', 'application/x-www-form-urlencoded', 'text/plain, application/json'])
      expect(why({ ...body, 'content-type': type })).toBe("This request's Content-Type isn't application/json.");
    expect(why(body)).toBe("This request's Content-Type isn't application/json.");
  }
  expect(why({ 'content-length': '0' })).toBeNull();
});

describe('a link on another site', () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  const get = { method: 'GET', headers: link };

  test('may open what allows links, and nothing else', () => {
    expect(whyNotLocal(request(get), { links: true })).toBeNull();
    expect(whyNotLocal(request(get))).toBe("Another site's page sent this request.");
  });

  test('is no form, frame or fetch', () => {
    const others = [
      { ...get, method: 'POST' },
      { ...get, headers: { ...link, 'sec-fetch-dest': 'iframe' } },
      { ...get, headers: { ...link, 'sec-fetch-mode': 'no-cors' } },
    ];
    for (const other of others) expect(isFromOtherSite(request(other), { links: true })).toBe(true);
  });
});

test('Sec-Fetch-Site decides over an Origin that a proxy made look foreign', () => {
  const origin = 'https://calls.example.com';
  expect(isFromOtherSite(request({ headers: { origin, 'sec-fetch-site': 'same-origin' } }))).toBe(false);
  expect(isFromOtherSite(request({ headers: { origin } }))).toBe(true);
});

test('no header makes a foreign Host local, and nothing throws', () => {
  const names = fc.constantFrom('origin', 'sec-fetch-site', 'content-type', 'forwarded', 'x-forwarded-for', 'referer');
  fc.assert(
    fc.property(fc.dictionary(names, fc.string()), fc.domain(), (headers, host) => {
      expect(why({ ...headers, host })).not.toBeNull();
    }),
  );
});

test('a media type is JSON by its subtype or suffix', () => {
  for (const type of ['application/json', 'Application/JSON ; charset=x', 'application/a.b+json']) {
    expect(isJsonType(type)).toBe(true);
  }
  for (const type of [undefined, '', 'json', 'application/jsonp', 'text/json', 'application/+json']) {
    expect(isJsonType(type)).toBe(false);
  }
});

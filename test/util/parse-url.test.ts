import { expect, test } from 'vitest';
import { parseUrl } from '../../src/util/text/parse-url.ts';

/** Different characters, since equal ones are encoded quickly. */
const letters = (count: number) => String.fromCodePoint(...Array.from({ length: count }, (_, at) => 0x4e00 + at));

test.each([
  'https://example.com/a?b#c',
  'http://user:password@example.com:8080/',
  `https://${'a.'.repeat(140)}example/`,
  `https://example.com/${letters(5000)}`,
  `data:text/plain,${'a'.repeat(1000)}`,
])('%.40j is parsed as by URL', text => {
  expect(parseUrl(text)?.href).toBe(new URL(text).href);
});

test.each([
  'not a URL',
  'https://',
  `https://${letters(301)}/`,
  `  HTTP://x@${letters(400)}`,
  `ht\ntps:\\\\${letters(400)}`,
  `http:${letters(400)}`,
  `https://${'a\t'.repeat(301)}/`,
])('%.40j is no address with a host', text => {
  expect(parseUrl(text)).toBeNull();
});

import { expect, test } from 'vitest';
import { networkReason } from '../../src/util/errors/network-reason.ts';

test.each([
  ['ECONNREFUSED', 'connection refused'],
  ['ENOTFOUND', 'host name not found'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timed out'],
  ['TimeoutError', 'timed out'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate not trusted'],
  ['EPROTO', 'network error EPROTO'],
  ['constructor', 'network error'],
  ['Error', 'network error'],
])('%s reads "%s"', (code, reason) => {
  expect(networkReason(code)).toBe(reason);
});

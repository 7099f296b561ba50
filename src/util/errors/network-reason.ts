/** Describes network errors by their codes. The messages of such errors may contain secrets, the codes don't. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed',
  EPIPE: 'connection closed',
  UND_ERR_SOCKET: 'connection closed',
  // undici's code when a proxy refuses to connect.
  UND_ERR_ABORTED: 'cut off, perhaps by the proxy',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name lookup failed',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'timed out',
  TimeoutError: 'timed out',
  AbortError: 'timed out',
  UND_ERR_CONNECT_TIMEOUT: 'timed out',
  UND_ERR_HEADERS_TIMEOUT: 'timed out',
  UND_ERR_BODY_TIMEOUT: 'timed out',
  CERT_HAS_EXPIRED: 'certificate expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate of another host',
};

/** The reason for a code: `ECONNREFUSED` -> `connection refused`. Unknown codes are quoted; other texts give `network error`. */
export function networkReason(code: string): string {
  if (Object.hasOwn(words, code)) return words[code] ?? code;
  return /^[A-Z][A-Z0-9_]+$/.test(code) ? `network error ${code}` : 'network error';
}

/** Whether the code is one of the network, not of the service that answers. */
export function isNetworkCode(code: string): boolean {
  return Object.hasOwn(words, code);
}

/** Reads the RSA public keys that check VideoSDK's signatures. */
import { createPublicKey, type KeyObject } from 'node:crypto';

/** Bits of the modulus: smaller keys can be broken, and OpenSSL is slow for very large ones. */
const modulusBits = { least: 2048, most: 8192 };

/** Exactly one block: createPublicKey() would also accept a private key or a certificate. */
const publicPem = /^\s*-----BEGIN (RSA )?PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END (RSA )?PUBLIC KEY-----\s*$/;

/**
 * Reads the PEM of an RSA public key of at least 2048 bits, also with `\n` for line ends as environment files write
 * it; null for other texts.
 */
export function readPublicKey(pem: string): KeyObject | null {
  const key = parseKey(pem);
  return key && isStrongRsa(key) ? key : null;
}

/** Problems by the kind of text pasted instead of a public key; they follow a setting's name. */
const mistakes: readonly (readonly [RegExp, string])[] = [
  [/PRIVATE KEY/, 'has a private key, which must stay secret. Use the public key (-----BEGIN PUBLIC KEY-----)'],
  [/BEGIN CERTIFICATE/, 'has a certificate. Use the public key (-----BEGIN PUBLIC KEY-----)'],
  [/OPENSSH|^ssh-/, 'has an SSH key. Use the public key in PEM (-----BEGIN PUBLIC KEY-----)'],
];

/** The reason why readPublicKey() returns null, with the fix; null for a valid key. */
export function publicKeyProblem(pem: string): string | null {
  const mistake = mistakes.find(([pattern]) => pattern.test(pem));
  if (mistake) return mistake[1];
  if (!pem.includes('BEGIN')) return 'must be an RSA public key in PEM (-----BEGIN PUBLIC KEY-----)';
  const key = parseKey(pem);
  if (!key)
    return 'is incomplete or damaged. Copy all of it, from the line BEGIN PUBLIC KEY to the line END PUBLIC KEY';
  return isStrongRsa(key) ? null : 'must be an RSA key of 2048 to 8192 bits';
}

function parseKey(pem: string): KeyObject | null {
  const text = pem.replaceAll('\\n', '\n');
  if (!publicPem.test(text)) return null;
  try {
    return createPublicKey(text);
  } catch {
    return null;
  }
}

function isStrongRsa(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const isStrong = modulusLength >= modulusBits.least && modulusLength <= modulusBits.most && publicExponent >= 3n;
  return key.asymmetricKeyType === 'rsa' && isStrong;
}

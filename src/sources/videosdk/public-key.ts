/** RSA public keys in PEM, as VideoSDK's signatures are checked with. */
import { createPublicKey, type KeyObject } from 'node:crypto';

/** Bits of the modulus: below 2048 a key can be broken, and OpenSSL takes long for very large ones. */
const modulusBits = { least: 2048, most: 8192 };

/** One block and nothing else: createPublicKey() would also take a private key or a certificate. */
const publicPem = /^\s*-----BEGIN (RSA )?PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END (RSA )?PUBLIC KEY-----\s*$/;

/**
 * Reads the PEM of an RSA public key of at least 2048 bits, also with `\n` for line ends as environment files write
 * it; null for everything else.
 */
export function readPublicKey(pem: string): KeyObject | null {
  const text = pem.replaceAll('\\n', '\n');
  if (!publicPem.test(text)) return null;
  try {
    const key = createPublicKey(text);
    const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
    const isStrong = modulusLength >= modulusBits.least && modulusLength <= modulusBits.most && publicExponent >= 3n;
    return key.asymmetricKeyType === 'rsa' && isStrong ? key : null;
  } catch {
    return null;
  }
}

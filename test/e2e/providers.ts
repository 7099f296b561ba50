/** The providers' side: their samples, sent over HTTP with the credentials that they would send. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type ProviderName, providers } from '../../src/sources/providers/index.ts';
import { generateSecret, parseSecret, signWebhook } from '../../src/util/signing/standard-webhooks.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const username = 'callboard-hook';
const password = 'correct horse battery staple';
const secret = generateSecret();

/** Settings with which the app accepts the webhooks of `send`. */
export const providerEnv = {
  COMETCHAT_USERNAME: username,
  COMETCHAT_PASSWORD: password,
  VIDEOSDK_PUBLIC_KEY: publicKey,
  STANDARD_SECRET: secret,
};

const headersOf = {
  cometchat: () => ({ authorization: `Basic ${btoa(`${username}:${password}`)}` }),
  videosdk: body => ({ 'videosdk-signature': sign('RSA-SHA256', Buffer.from(body), privateKey).toString('base64') }),
  standard: body => signStandard(`msg_${randomUUID()}`, body),
} satisfies Record<ProviderName, (body: string) => Record<string, string>>;

/** Signs as a Standard Webhooks library does. */
function signStandard(id: string, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = signWebhook(parseSecret(secret) as Buffer, id, timestamp, body);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

/** Headers that authenticate this body. */
export function credentialsFor(provider: ProviderName, body: string): Record<string, string> {
  return headersOf[provider](body);
}

/** Posts a webhook as the provider does. */
export function send(url: string, provider: ProviderName, body: unknown): Promise<Response> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', ...credentialsFor(provider, text) };
  return fetch(`${url}/webhooks/${provider}`, { method: 'POST', headers, body: text });
}

/** Every trigger of every provider. */
export const allTriggers = (Object.keys(providers) as ProviderName[]).flatMap(provider =>
  Object.keys(providers[provider].triggers).map(trigger => ({ provider, trigger })),
);

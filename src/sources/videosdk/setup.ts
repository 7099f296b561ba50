import { mayBePublic } from '../public-address.ts';
import type { SetUp } from '../source.ts';
import { readPublicKey } from './public-key.ts';
import type { Credentials } from './verify.ts';

/** Nothing secret: VideoSDK signs, and its public key tells. */
export const setUp: SetUp<Credentials> = {
  asks: {
    label: 'VideoSDK API address, or its public key',
    hint: 'https://api.videosdk.live fetches the key; or paste the key itself (-----BEGIN PUBLIC KEY-----).',
    value: 'https://api.videosdk.live',
  },
  make(answer) {
    if (answer.includes('BEGIN')) {
      if (readPublicKey(answer) === null)
        return { ok: false, problem: "This isn't an RSA public key in PEM of at least 2048 bits." };
      return { ok: true, credentials: { publicKey: answer } };
    }
    const url = URL.parse(answer);
    if (url?.protocol !== 'https:') return { ok: false, problem: 'Write an address with https://.' };
    // This server fetches the key, so the address must not lead into its own network.
    if (!mayBePublic(url)) return { ok: false, problem: 'Write an address of the public internet.' };
    return { ok: true, credentials: { apiUrl: answer } };
  },
  steps: url => [
    ['In the VideoSDK dashboard (app.videosdk.live) give your API key this webhook address: ', { copy: url }],
    [
      'Choose the events that you want to be told of, and save. VideoSDK signs its webhooks; there is nothing else to copy.',
    ],
  ],
};

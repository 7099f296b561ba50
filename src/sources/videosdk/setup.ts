import type { SetUp } from '../source.ts';
import { readPublicKey } from './keys.ts';
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
      if (readPublicKey(answer) === null) return { ok: false, problem: 'This is no RSA public key in PEM.' };
      return { ok: true, credentials: { publicKey: answer } };
    }
    // The key is fetched by this server: nobody is to send it to other places of its network by plain HTTP.
    if (URL.parse(answer)?.protocol !== 'https:') return { ok: false, problem: 'Write an address with https://.' };
    return { ok: true, credentials: { apiUrl: answer } };
  },
  steps: url => [
    ['In the VideoSDK dashboard (app.videosdk.live) give your API key this webhook address: ', { copy: url }],
    [
      'Choose the events that you want to be told of, and save. VideoSDK signs its webhooks; there is nothing else to copy.',
    ],
  ],
};

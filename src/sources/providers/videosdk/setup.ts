import { mayBePublic } from '../../public-address.ts';
import type { SetupForm } from '../../source.ts';
import { publicKeyProblem } from './public-keys/public-key.ts';
import type { Credentials } from './verify.ts';

/** Needs no secret: VideoSDK's signatures are checked with its public key. */
export const setUp: SetupForm<Credentials> = {
  noun: 'key',
  secrets: null,
  place: 'the VideoSDK dashboard',
  asks: {
    label: 'VideoSDK public key or API URL',
    hint: 'Keep the URL to fetch the key automatically, or paste a PEM public key.',
    value: 'https://api.videosdk.live',
  },
  make(answer) {
    if (answer.includes('BEGIN')) {
      const wrong = publicKeyProblem(answer);
      return wrong === null
        ? { ok: true, credentials: { publicKey: answer } }
        : { ok: false, problem: `This key ${wrong.replace(/^has /, 'is ')}.` };
    }
    const url = URL.parse(answer);
    if (url?.protocol !== 'https:') return { ok: false, problem: 'Enter a URL starting with https://' };
    // This server fetches the key, so the address must not be in its own network.
    if (!mayBePublic(url)) return { ok: false, problem: 'Enter a URL on the public internet.' };
    return { ok: true, credentials: { apiUrl: answer } };
  },
  steps: url => [
    ['Open app.videosdk.live and set this webhook URL for your API key: ', { copy: url }],
    ['Select the events you want and save. No secret needed: VideoSDK signs its webhooks.'],
  ],
  rotationSteps: () => [],
};

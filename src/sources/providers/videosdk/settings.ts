/** The settings of VideoSDK's default source. */
import { defineSettings, httpUrl, optionalText, urlForm } from '../../../util/setting.ts';
import { publicKeyProblem } from './public-keys/public-key.ts';
import type { Credentials } from './verify.ts';

export const settings = defineSettings(
  'VideoSDK: POST /webhooks/videosdk (set one of the two)',
  {
    // In a .env file a PEM can be on one line, with \n for its line ends.
    VIDEOSDK_PUBLIC_KEY: {
      about: "VideoSDK's public RSA key (PEM) on one line, with \\n for line breaks.",
      shown: '"-----BEGIN PUBLIC KEY-----\\n…\\n-----END PUBLIC KEY-----"',
      type: optionalText,
      lines: true,
      problem: publicKeyProblem,
    },
    VIDEOSDK_API_URL: {
      about: 'Or the URL to fetch the key from. Uncomment this line to use it.',
      shown: 'https://api.videosdk.live',
      type: httpUrl.optional(),
      ...urlForm,
    },
  },
  ({ VIDEOSDK_PUBLIC_KEY: publicKey, VIDEOSDK_API_URL: apiUrl }): Credentials | null =>
    publicKey || apiUrl ? { publicKey, apiUrl } : null,
);

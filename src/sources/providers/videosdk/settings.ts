/** The settings of VideoSDK's default source. */
import { defineSettings, httpUrl, optionalText, urlForm } from '../../../util/setting.ts';
import { publicKeyProblem } from './public-keys/public-key.ts';
import type { Credentials } from './verify.ts';

export const settings = defineSettings(
  {
    // In a .env file a PEM can be on one line, with \n for its line ends.
    VIDEOSDK_PUBLIC_KEY: { type: optionalText, lines: true, problem: publicKeyProblem },
    VIDEOSDK_API_URL: { type: httpUrl.optional(), ...urlForm },
  },
  ({ VIDEOSDK_PUBLIC_KEY: publicKey, VIDEOSDK_API_URL: apiUrl }): Credentials | null =>
    publicKey || apiUrl ? { publicKey, apiUrl } : null,
);

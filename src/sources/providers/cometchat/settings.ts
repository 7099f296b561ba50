/** The settings of CometChat's default source. */
import { defineSettings, optionalText } from '../../../util/setting.ts';
import type { Credentials } from './verify.ts';

export const settings = defineSettings(
  'CometChat: POST /webhooks/cometchat',
  {
    COMETCHAT_USERNAME: {
      about: "Basic Auth credentials from CometChat's webhook settings (set both).",
      type: optionalText,
      needs: 'COMETCHAT_PASSWORD',
      free: true,
      mistakes: [[/:/, "can't contain a colon"]],
    },
    COMETCHAT_PASSWORD: { type: optionalText, needs: 'COMETCHAT_USERNAME', free: true },
  },
  ({ COMETCHAT_USERNAME: username, COMETCHAT_PASSWORD: password }): Credentials | null =>
    username && password ? { username, password } : null,
);

import { randomInt } from 'node:crypto';
import type { SetupForm } from '../../source.ts';
import type { Credentials } from './verify.ts';

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** CometChat accepts only letters and digits: up to 50 in a user name, 100 in a password. */
function randomWord(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}

/** Callboard generates both, and people enter them in CometChat's dashboard. */
export const setUp: SetupForm<Credentials> = {
  asks: null,
  make: () => ({ ok: true, credentials: { username: `callboard${randomWord(8)}`, password: randomWord(40) } }),
  steps: (url, { username, password }) => [
    ['Open app.cometchat.com, select your app, then Settings > Webhooks > Add Webhook.'],
    ['Webhook URL: ', { copy: url }],
    ['Select the triggers you want (or all).'],
    [
      'Under Security, turn on Basic Authentication and enter: user name ',
      { copy: username },
      ', password: ',
      { copy: password },
    ],
    ['Turn on the webhook and save.'],
  ],
};

import { randomInt } from 'node:crypto';
import type { SetupForm, SetupStep } from '../../source.ts';
import type { Credentials } from './verify.ts';

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** CometChat accepts only letters and digits: up to 50 in a user name, 100 in a password. */
function randomWord(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}

function copyable({ username, password }: Credentials): SetupStep {
  return ['user name ', { copy: username }, ', password: ', { copy: password }];
}

/** Callboard generates both, and people enter them in CometChat's dashboard. */
export const setUp: SetupForm<Credentials> = {
  noun: 'credentials',
  secrets: 'user name and password',
  place: 'the CometChat dashboard',
  asks: null,
  make: () => ({ ok: true, credentials: { username: `callboard${randomWord(8)}`, password: randomWord(40) } }),
  steps: (url, credentials) => [
    ['Open app.cometchat.com, select your app, then Settings > Webhooks > Add Webhook.'],
    ['Webhook URL: ', { copy: url }],
    ['Select the triggers you want (or all).'],
    ['Under Security, turn on Basic Authentication and enter: ', ...copyable(credentials)],
    ['Turn on the webhook and save.'],
  ],
  rotationSteps: (url, credentials) => [
    [
      'Open app.cometchat.com, select your app, then Settings > Webhooks, and edit the webhook with this URL: ',
      { copy: url },
    ],
    ['Under Security, replace the user name and password: ', ...copyable(credentials)],
    ['Save.'],
  ],
};

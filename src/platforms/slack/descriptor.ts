/** What is known of Slack without connecting: nothing here loads its SDK. */
import type { PlatformKind } from '../platform.ts';
import { readBody } from './listeners/read-message.ts';
import { checkMention } from './message/mention.ts';
import { readMessage } from './message/permalink.ts';
import { shape } from './message/render.ts';
import { checkAddress } from './post/address.ts';

export const slack = {
  name: 'slack',
  title: 'Slack',
  addressExample: 'slack:T0123/C0456',
  shape,
  read: message => readBody(shape(message)),
  checkMention,
  checkAddress,
  readMessage,
} satisfies PlatformKind;

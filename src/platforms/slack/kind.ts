/** What is known of Slack without connecting: nothing here loads its SDK. */
import type { PlatformKind } from '../platform.ts';
import { checkAddress } from './address.ts';
import { readMessage } from './link.ts';
import { checkMention } from './mention.ts';
import { readBody } from './read.ts';
import { shape } from './shape.ts';

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

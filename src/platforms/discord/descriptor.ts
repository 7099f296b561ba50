/** What is known of Discord without connecting: nothing here loads its SDK. */
import type { PlatformKind } from '../platform.ts';
import { readBody } from './listeners/read-message.ts';
import { checkAddress, checkMention } from './message/mention.ts';
import { readMessage } from './message/permalink.ts';
import { shape } from './message/render.ts';

export const discord = {
  name: 'discord',
  title: 'Discord',
  addressExample: 'discord:<guild id>/<channel id>',
  shape,
  read: message => readBody(shape(message)),
  checkMention,
  checkAddress,
  readMessage,
} satisfies PlatformKind;

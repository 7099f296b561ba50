/** What is known of Discord without connecting: nothing here loads its SDK. */
import type { PlatformKind } from '../platform.ts';
import { readMessage } from './link.ts';
import { checkAddress, checkMention } from './mention.ts';
import { readBody } from './read.ts';
import { shape } from './shape.ts';

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

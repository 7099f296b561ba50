/** What is known of Discord without connecting: nothing here loads its SDK. */
import type { PlatformKind } from '../platform.ts';
import { checkAddress, checkMention } from './mention.ts';
import { shape } from './shape.ts';

export const discord = {
  name: 'discord',
  title: 'Discord',
  addressExample: 'discord:<guild id>/<channel id>',
  shape,
  checkMention,
  checkAddress,
} satisfies PlatformKind;

/** What is known of Discord without connecting: nothing here loads its SDK. */
import type { PlatformKind } from '../platform.ts';
import { bodyToText } from './listeners/read-message.ts';
import { checkAddress, checkMention } from './message/mention.ts';
import { readMessage } from './message/permalink.ts';
import { renderMessage } from './message/render.ts';

export const discord = {
  name: 'discord',
  title: 'Discord',
  addressExample: 'discord:<guild id>/<channel id>',
  shape: renderMessage,
  read: message => bodyToText(renderMessage(message)),
  checkMention,
  checkAddress,
  readMessage,
} satisfies PlatformKind;

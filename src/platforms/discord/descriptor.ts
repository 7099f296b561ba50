/** Describes Discord without connecting to it. Nothing here loads its SDK. */
import type { PlatformDescriptor } from '../platform.ts';
import { bodyToText } from './listeners/read-message.ts';
import { maxModalComponents } from './message/limits.ts';
import { checkAddress, checkMention, readMention } from './message/mention.ts';
import { parseMessageReference } from './message/permalink.ts';
import { renderMessage } from './message/render.ts';

export const discord = {
  name: 'discord',
  title: 'Discord',
  fieldsPerForm: maxModalComponents,
  addressExample: 'discord:<server ID>/<channel ID>',
  tokenSetting: 'DISCORD_TOKEN',
  render: renderMessage,
  renderText: message => bodyToText(renderMessage(message)),
  readMention,
  checkMention,
  checkAddress,
  parseMessageReference,
} satisfies PlatformDescriptor;

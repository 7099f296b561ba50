/** Slack's descriptor. It doesn't load the SDK. */
import type { PlatformDescriptor } from '../platform.ts';
import { readBody } from './listeners/read-message.ts';
import * as limits from './message/limits.ts';
import { checkMention, readMention } from './message/mention.ts';
import { parseMessageReference } from './message/permalink.ts';
import { renderMessage } from './message/render.ts';
import { checkAddress } from './post/address.ts';

export const slack = {
  name: 'slack',
  title: 'Slack',
  fieldsPerForm: limits.BLOCKS_PER_VIEW / 2,
  addressExample: 'slack:T0123/C0456',
  tokenSetting: 'SLACK_BOT_TOKEN',
  render: renderMessage,
  renderText: message => readBody(renderMessage(message)),
  readMention,
  checkMention,
  checkAddress,
  parseMessageReference,
} satisfies PlatformDescriptor;

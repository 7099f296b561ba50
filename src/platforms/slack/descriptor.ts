/** Slack's descriptor. It doesn't load the SDK. */
import type { ConnectContext, Connected, PlatformDescriptor } from '../platform-descriptor.ts';
import { slackManifest } from './connect/app-manifest.ts';
import { readBody } from './listeners/read-message.ts';
import { slackHtml } from './lookalike/lookalike.ts';
import * as limits from './message/limits.ts';
import { checkMention, readMention } from './message/mention.ts';
import { parseMessageReference } from './message/permalink.ts';
import { renderMessage } from './message/render.ts';
import { checkAddress } from './post/address.ts';
import { type SlackSettings, settings } from './settings.ts';

export const slack = {
  name: 'slack',
  title: 'Slack',
  mentionHint: '@here or member IDs. For names, type /callboard add call.missed mention @name',
  fieldsPerForm: limits.BLOCKS_PER_VIEW / 2,
  addressExample: 'slack:T0123/C0456',
  tokenSetting: 'SLACK_BOT_TOKEN',
  settings,
  operatorIds: { pattern: '[A-Z][A-Z0-9]+', example: 'U0123' },
  receivesAt: ({ signingSecret }) => (signingSecret ? '/slack/events' : null),
  lookalike: { html: slackHtml, styles: new URL('./lookalike/lookalike.css', import.meta.url) },
  firstStep: 'In Slack, invite @Callboard to a channel.',
  checksMembership: true,
  isDirect: place => /^[^/]*\/D/.test(place),
  appSetup: {
    write({ url }) {
      const manifest = slackManifest(url);
      const mode =
        url === null
          ? 'It uses Socket Mode. For HTTP, add --url https://<your host>.'
          : 'It uses HTTP. For Socket Mode, add --socket.';
      const comments = ['Slack: paste this at https://api.slack.com/apps > Create New App > From a manifest.', mode];
      return { comments, document: manifest, json: manifest };
    },
  },
  connect,
  render: renderMessage,
  renderText: message => readBody(renderMessage(message)),
  groupWord: 'group',
  readMention,
  checkMention,
  checkAddress,
  parseMessageReference,
} satisfies PlatformDescriptor<SlackSettings>;

async function connect(options: SlackSettings, context: ConnectContext): Promise<Connected> {
  const { createSlack } = await import('./index.ts');
  const platform = createSlack({ ...options, ...context });
  return { platform, handler: platform.handler ?? null };
}

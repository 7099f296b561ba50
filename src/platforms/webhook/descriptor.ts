/** Describes outgoing webhooks. The endpoints are read when the platform is connected. */
import type { Connected, PlatformDescriptor } from '../platform-descriptor.ts';
import { endpointName, readEndpoints } from './endpoints.ts';
import { renderMessage } from './message/render.ts';
import { schema } from './message/webhook-body.ts';
import { settings, type WebhookSettings } from './settings.ts';

export const webhook = {
  name: 'webhook',
  title: 'Webhook delivery',
  fieldsPerForm: 0,
  addressExample: 'webhook:<endpoint>/default',
  tokenSetting: 'WEBHOOK_ENDPOINTS',
  settings,
  schema,
  render: renderMessage,
  readMention: typed => typed,
  checkMention: () => ({ ok: false, problem: "A webhook can't mention anyone." }),
  checkAddress(address) {
    const [name = '', room] = address.split('/');
    return room === 'default' && endpointName.test(name) && address.split('/').length === 2;
  },
  parseMessageReference: () => null,
  connect,
} satisfies PlatformDescriptor<WebhookSettings>;

async function connect({ file }: WebhookSettings): Promise<Connected> {
  const { createWebhookPlatform } = await import('./index.ts');
  return { platform: createWebhookPlatform({ endpoints: readEndpoints(file) }), handler: null };
}

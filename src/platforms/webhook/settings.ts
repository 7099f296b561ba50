/** The setting: the file with the endpoints, which belongs to the operator. */
import { defineSettings, optionalText } from '../../util/setting.ts';

export interface WebhookSettings {
  /** The path of the file. */
  file: string;
}

export const settings = defineSettings(
  'Webhook delivery',
  {
    WEBHOOK_ENDPOINTS: {
      type: optionalText,
      about:
        'YAML file with the endpoints that get events as signed webhooks. It holds secrets: run chmod 600 on it. docs/webhook.md shows its form.',
      shown: './webhooks.yaml',
    },
  },
  ({ WEBHOOK_ENDPOINTS: file }): WebhookSettings | null => (file ? { file } : null),
);

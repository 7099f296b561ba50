/** Messages as people point at them. */
import type { MessageReference } from '../../platform.ts';

/** What *Copy Message Link* gives: `https://discord.com/channels/<server>/<channel>/<message>`. */
const link =
  /^https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/channels\/(\d{15,21})\/(\d{15,21})\/(\d{15,21})(?:[/?#].*)?$/;

const id = /^\d{15,21}$/;

/** What *Copy Message ID* gives is of where it is asked. */
export function parseMessageReference(text: string): MessageReference | null {
  if (id.test(text)) return { channel: null, ref: text };
  const [, guild, channel, ref] = link.exec(text) ?? [];
  return ref ? { channel: `${guild}/${channel}`, ref } : null;
}

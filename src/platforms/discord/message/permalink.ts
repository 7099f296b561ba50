/** Links to Discord messages and message IDs that people paste. */
import type { MessageReference } from '../../platform-descriptor.ts';

/** The format of *Copy Message Link*: `https://discord.com/channels/<server>/<channel>/<message>`. */
const link =
  /^https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/channels\/(\d{15,21})\/(\d{15,21})\/(\d{15,21})(?:[/?#].*)?$/;

const id = /^\d{15,21}$/;

/** Parses a message link or the result of *Copy Message ID*, whose channel is null: the one where the person pasted it. */
export function parseMessageReference(text: string): MessageReference | null {
  if (id.test(text)) return { channel: null, ref: text };
  const [, guild, channel, ref] = link.exec(text) ?? [];
  return ref ? { channel: `${guild}/${channel}`, ref } : null;
}

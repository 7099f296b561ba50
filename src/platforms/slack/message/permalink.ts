/** Parses links to messages. */
import type { MessageReference } from '../../platform-descriptor.ts';

/** A link of *Copy link*: `https://acme.slack.com/archives/C0123/p1234567890123456`; a thread reply's link has `?thread_ts=…`. */
const link = /^https:\/\/[\w.-]+\.slack(?:-gov)?\.com\/archives\/([CGD][A-Z0-9]+)\/p(\d{10})(\d{6})(?:[/?#].*)?$/;

const ts = /^\d{10}\.\d{6}$/;

/** The link's channel is in `workspace`, because a link doesn't name one; a bare `ts` refers to the current channel. */
export function parseMessageReference(text: string, workspace: string): MessageReference | null {
  if (ts.test(text)) return { channel: null, ref: text };
  const [, channel, seconds, micros] = link.exec(text) ?? [];
  return channel ? { channel: `${workspace}/${channel}`, ref: `${seconds}.${micros}` } : null;
}

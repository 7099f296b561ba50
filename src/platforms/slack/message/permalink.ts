/** Messages as people point at them. */
import type { MessageReference } from '../../platform.ts';

/** What *Copy link* gives: `https://acme.slack.com/archives/C0123/p1234567890123456`, of an answer in a thread with `?thread_ts=…`. */
const link = /^https:\/\/[\w.-]+\.slack(?:-gov)?\.com\/archives\/([CGD][A-Z0-9]+)\/p(\d{10})(\d{6})(?:[/?#].*)?$/;

const ts = /^\d{10}\.\d{6}$/;

/** Of `workspace`, since a link does not say of which; a bare `ts` is of where it is asked. */
export function parseMessageReference(text: string, workspace: string): MessageReference | null {
  if (ts.test(text)) return { channel: null, ref: text };
  const [, channel, seconds, micros] = link.exec(text) ?? [];
  return channel ? { channel: `${workspace}/${channel}`, ref: `${seconds}.${micros}` } : null;
}

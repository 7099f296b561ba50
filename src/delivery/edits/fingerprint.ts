import { createHash } from 'node:crypto';
import type { Message } from '../../messages/message.ts';

/** Returns a short text that is the same only for the same content of a message. */
export function fingerprint(message: Message): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('base64url').slice(0, 22);
}

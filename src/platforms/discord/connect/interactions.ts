import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { InteractionResponseType, InteractionType } from 'discord.js';
import { z } from 'zod';
import type { HttpHandler } from '../../platform.ts';
import type { Respond } from '../listeners/respond.ts';

const ping = z.object({ type: z.literal(InteractionType.Ping) });
const isPing = (raw: unknown) => ping.safeParse(raw).success;

/** Takes an interaction as it came and has it answered; false when it is none that we know. */
export type Receive = (raw: unknown, respond: Respond) => boolean;

/** Discord's Ed25519 public key, 64 hex digits, as a key; throws a sentence for people when it is none. */
export function readPublicKey(hex: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new Error(
      "DISCORD_PUBLIC_KEY isn't 64 hex digits. Copy it from your application's General Information page.",
    );
  }
  const x = Buffer.from(hex, 'hex').toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
}

/** Whether Discord signed these raw bytes: https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers */
function isSigned(key: KeyObject, body: Buffer, signature: unknown, timestamp: unknown): boolean {
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return false;
  if (!/^[0-9a-f]{128}$/i.test(signature)) return false;
  return verify(null, Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'hex'));
}

/**
 * Answers POST /discord/interactions: 401 unless signed, PONG to Discord's PING, what `receive` responds, and 400 to
 * what it does not know. The server reads the body into `rawBody`.
 */
export function createInteractionsHandler(key: KeyObject, receive: Receive): HttpHandler {
  return async (request, response) => {
    const body = request.rawBody;
    const { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp } = request.headers;
    if (!isSigned(key, body, signature, timestamp)) return answer(response, 401, 'invalid request signature');
    const raw = parseJson(body);
    if (isPing(raw)) return answer(response, 200, { type: InteractionResponseType.Pong });
    if (!isTaken(raw, response)) answer(response, 400, 'unknown interaction');
  };

  /** An odd interaction costs itself: nobody holds this listener's promise. */
  function isTaken(raw: unknown, response: ServerResponse): boolean {
    try {
      return receive(raw, async first => answer(response, 200, first));
    } catch {
      return false;
    }
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}

function answer(response: ServerResponse, status: number, body: object | string): void {
  const json = typeof body === 'object';
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/plain' });
  response.end(json ? JSON.stringify(body) : body);
}

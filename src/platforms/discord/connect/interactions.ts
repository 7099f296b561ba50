/** The endpoint for interactions over HTTP: signature check, PING and replies. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { InteractionResponseType, InteractionType } from 'discord.js';
import { z } from 'zod';
import type { HttpHandler } from '../../platform.ts';
import type { Respond } from '../listeners/respond.ts';

const ping = z.object({ type: z.literal(InteractionType.Ping) });
const isPing = (raw: unknown) => ping.safeParse(raw).success;

/** Handles a raw interaction and replies through `respond`; false when it isn't an interaction that Callboard handles. */
export type Receive = (raw: unknown, respond: Respond) => boolean;

/** Parses Discord's Ed25519 public key from 64 hex digits; throws an error with a readable message otherwise. */
export function readPublicKey(hex: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new Error(
      "DISCORD_PUBLIC_KEY isn't 64 hex digits. Copy it from your application's General Information page.",
    );
  }
  const x = Buffer.from(hex, 'hex').toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
}

/** Checks Discord's signature on the raw bytes: https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers */
function isSigned(key: KeyObject, body: Buffer, signature: unknown, timestamp: unknown): boolean {
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return false;
  if (!/^[0-9a-f]{128}$/i.test(signature)) return false;
  return verify(null, Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'hex'));
}

/**
 * Creates the handler of POST /discord/interactions: 401 without a valid signature, PONG to a PING, otherwise the reply
 * of `receive`, or 400 when it handles nothing. The server reads the body into `rawBody`.
 */
export function createInteractionsHandler(key: KeyObject, receive: Receive): HttpHandler {
  return async (request, response) => {
    const body = request.rawBody;
    const { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp } = request.headers;
    if (!isSigned(key, body, signature, timestamp)) return send(response, 401, 'invalid request signature');
    const raw = parseJson(body);
    if (isPing(raw)) return send(response, 200, { type: InteractionResponseType.Pong });
    if (!tryReceive(raw, response)) send(response, 400, 'unknown interaction');
  };

  /** Never throws: an error for an unexpected payload would be an unhandled rejection. */
  function tryReceive(raw: unknown, response: ServerResponse): boolean {
    try {
      return receive(raw, async first => send(response, 200, first));
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

function send(response: ServerResponse, status: number, body: object | string): void {
  const json = typeof body === 'object';
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/plain' });
  response.end(json ? JSON.stringify(body) : body);
}

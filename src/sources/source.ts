/**
 * What a provider must be able to do, and what a source is. Copy sources/cometchat to add a provider and name it in
 * index.ts; test/sources/contract.ts says what every one of them must do.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { z } from 'zod';
import type { Parts } from '../events/event.ts';
import type { EventTypeName } from '../events/types.ts';

/** A webhook as it came: the bytes that a signature covers (after Content-Encoding is undone) and the headers. */
export interface RawRequest {
  headers: IncomingHttpHeaders;
  /** Empty for a check of the headers alone. */
  body: Buffer;
  /** The address of the connection. */
  from?: string;
  /** Why the request isn't from this machine, see whyNotLocal(); null when it is. Left out: it isn't. */
  notLocal?: string | null;
}

export interface VerifyOptions {
  /** People in chat chose the credentials, so an address in them must be of the public internet. */
  chosenInChat?: boolean;
  /** Resolves names; DNS unless a test says otherwise. */
  lookup?: LookupFunction;
  /** Milliseconds from any fixed moment. */
  clock?: () => number;
}

/**
 * What a check says of a request: take it, refuse it (401, with a reason that names no secret), say that it cannot be
 * judged now (503), or send an answer of the provider's own (a handshake, for instance).
 */
export type Verification =
  | { is: 'authentic' }
  | { is: 'refused'; reason: string }
  | { is: 'unavailable'; reason: string }
  | { is: 'answered'; status: number; contentType: string; body: string };

/** Judges one request. Must compare in constant time and must not throw for anything that a stranger can send. */
export type Verify = (request: RawRequest) => Promise<Verification>;

/** A webhook body, understood as far as it can be; the receiver adds `id`, `source` and `provider`. */
export interface Normalized extends Partial<Parts> {
  trigger: string;
  type: EventTypeName;
  subject: string | null;
  time: string | null;
  notes: string[];
  /** The provider's idempotency key, field by field; the event's id is the hash of source and key. */
  key: readonly string[];
  /**
   * Set where the provider sends the very same body for every repeat of a pair of opposites (VideoSDK's joined and
   * left): the event's id then also counts how many opposites of this `pair` are stored.
   */
  repeat?: { pair: readonly string[]; side: string };
  /** Why a known trigger's body does not fit, one sentence each; not empty: the event is quarantined. */
  problems: string[];
}

/** One step of people at the provider's, in words and what they copy there. */
export type SetupStep = readonly (string | { copy: string })[];

/** How a source of a provider is set up from chat. */
export interface SetupForm<Credentials = unknown> {
  /** What only people know, and what stands in its field; null: nothing, the credentials are made up here. */
  readonly asks: { label: string; hint: string; value: string } | null;
  /** From what was answered, '' for nothing. */
  make(answer: string): { ok: true; credentials: Credentials } | { ok: false; problem: string };
  /** What is left to do in the provider's dashboard for webhooks to arrive at `url`. */
  steps(url: string, credentials: Credentials): readonly SetupStep[];
}

export interface Provider<Credentials = unknown> {
  readonly name: string;
  /** The name as the provider writes it. */
  readonly title: string;
  /** What a source of this provider is configured with. */
  readonly credentials: z.ZodType<Credentials>;
  /** The check for one source. */
  createVerify(credentials: Credentials, options?: VerifyOptions): Verify;
  /** What the check reads. `headers`: it runs before a byte of the body is read or decompressed. */
  readonly checks: 'headers' | 'body';
  /** The WWW-Authenticate header of a 401 (https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1). */
  readonly challenge: string;
  readonly setUp: SetupForm<Credentials>;
  /** Which event type each known trigger becomes at most times; normalize() may decide otherwise by the body. */
  readonly triggers: Readonly<Record<string, EventTypeName>>;
  /** Pure, never throws, whatever `body` is. */
  normalize(body: unknown): Normalized;
  /** A body per trigger as the provider's documents show it (samples/<trigger>.json). */
  sample(trigger: string): unknown;
}

/** One configured webhook endpoint, `POST /webhooks/<name>`. */
export interface Source {
  readonly name: string;
  readonly provider: Provider;
  readonly verify: Verify;
  /** See Provider. */
  readonly checks: Provider['checks'];
  /** True for a source without credentials: it accepts webhooks of this machine, or none. */
  readonly unsigned?: boolean;
}

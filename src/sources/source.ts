/**
 * The interfaces of providers and sources. To add a provider, copy sources/providers/cometchat and add a line to index.ts;
 * test/sources/contract.ts tests every provider.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { z } from 'zod';
import type { Parts } from '../events/event.ts';
import type { PublishedSchema } from '../events/published-schema.ts';
import type { EventTypeName } from '../events/types.ts';
import type { SettingsGroup } from '../util/setting.ts';

/** A webhook's signed bytes (after decompression) and headers. */
export interface RawRequest {
  headers: IncomingHttpHeaders;
  /** Empty for a check of only the headers. */
  body: Buffer;
  /** The connection's address. */
  from?: string;
  /** The reason why the request isn't local, see whyNotLocal(); null for a local one. By default it isn't local. */
  notLocal?: string | null;
}

export interface VerifyOptions {
  /** Credentials come from chat, so addresses in them must be public. */
  chosenInChat?: boolean;
  /** Resolves names; DNS by default. */
  lookup?: LookupFunction;
  /** A monotonic clock in milliseconds. */
  clock?: () => number;
  /** The time in milliseconds since 1970. */
  now?: () => number;
}

/**
 * The result of a check: authentic (with the signed ID of the webhook, if it has one), rejected (401, with a reason that contains no secret), temporarily undecidable (503), or
 * a provider's own answer (a handshake, for example).
 */
export type Verification =
  | { is: 'authentic'; id?: string }
  | { is: 'refused'; reason: string }
  | { is: 'unavailable'; reason: string }
  | { is: 'answered'; status: number; contentType: string; body: string };

/** Checks one request. Must compare in constant time and never throw for any request. */
export type Verify = (request: RawRequest) => Promise<Verification>;

/** A normalized webhook body; the receiver adds `id`, `source` and `provider`. */
export interface Normalized extends Partial<Parts> {
  trigger: string;
  type: EventTypeName;
  subject: string | null;
  time: string | null;
  notes: string[];
  /** The provider's idempotency key, field by field; the event's id is the hash of source and key. */
  key: readonly string[];
  /**
   * Set if the provider repeats identical bodies for two alternating triggers (VideoSDK's joined and left). The event's id
   * then also counts the stored events of the other side of this `pair`.
   */
  repeat?: { pair: readonly string[]; side: string };
  /** Problems of a known trigger's body, one sentence each. With problems the event is quarantined. */
  problems: string[];
}

/** One setup step at the provider: text, and values to copy. */
export type SetupStep = readonly (string | { copy: string })[];

/** How a provider's source is set up in chat. */
export interface SetupForm<Credentials = unknown> {
  /** The field to fill in, with its placeholder; null if Callboard generates the credentials. */
  readonly asks: { label: string; hint: string; value: string } | null;
  /** Creates credentials from the field's value, which can be ''. */
  make(answer: string): { ok: true; credentials: Credentials } | { ok: false; problem: string };
  /** The credentials in one word. */
  readonly noun: 'credentials' | 'key' | 'secret';
  /** The generated secrets, which are shown only once: `user name and password`; null if there are none. */
  readonly secrets: string | null;
  /** The place of the steps: `the CometChat dashboard`. */
  readonly place: string;
  /** The remaining steps there, for webhooks to arrive at `url`. */
  steps(url: string, credentials: Credentials): readonly SetupStep[];
  /** The steps there after a rotation; none when the new credentials came from the provider. */
  rotationSteps(url: string, credentials: Credentials): readonly SetupStep[];
}

export interface Provider<Credentials = unknown> {
  readonly name: string;
  /** The provider's name as it writes it. */
  readonly title: string;
  /** The credentials of a source of this provider. */
  readonly credentials: z.ZodType<Credentials>;
  /** The environment variables of its default source, which has the provider's name. */
  readonly settings: SettingsGroup<Credentials>;
  /** The variables to set, for people: `COMETCHAT_USERNAME and COMETCHAT_PASSWORD`. */
  readonly settingsText: string;
  /** Creates the check for one source. */
  createVerify(credentials: Credentials, options?: VerifyOptions): Verify;
  /** The parts that the check reads. `headers`: it runs before the body is read or decompressed. */
  readonly checks: 'headers' | 'body';
  /** The WWW-Authenticate header of a 401 (https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1). */
  readonly challenge: string;
  readonly setUp: SetupForm<Credentials>;
  /** The event type of each known trigger; normalize() can choose another one by the body. */
  readonly triggers: Readonly<Record<string, EventTypeName>>;
  /** The meanings of triggers that share an event type with others. The other triggers have the type's meaning. */
  readonly meanings: Readonly<Record<string, string>>;
  /** Normalizes a body. Pure; never throws for any body. */
  normalize(body: unknown): Normalized;
  /** The published JSON Schema of its bodies. */
  readonly schema?: PublishedSchema;
  /** The documented body of a trigger (samples/<trigger>.json). */
  sample(trigger: string): unknown;
}

/** One configured webhook endpoint, `POST /webhooks/<name>`. */
export interface Source {
  readonly name: string;
  readonly provider: Provider;
  readonly verify: Verify;
  /** See Provider. */
  readonly checks: Provider['checks'];
  /** True for a source without credentials: it accepts local webhooks, or none. */
  readonly unsigned?: boolean;
}

/**
 * The tables as Kysely sees them. Moments are whole milliseconds since 1970 in integer columns; JSON is text, so that
 * SQLite and PostgreSQL hold the very same thing.
 */
import type { Generated, Kysely, Selectable } from 'kysely';
import type { TestReach } from '../events/event.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface EventsTable {
  /** The order of arrival. */
  seq: Generated<number>;
  id: string;
  source: string;
  provider: string;
  trigger: string;
  type: string;
  subject: string | null;
  time: string | null;
  received_at: number;
  status: 'accepted' | 'quarantined';
  /** JSON: string[] */
  problems: string;
  /** JSON: the event's parts and notes. */
  body: string;
  /** The webhook's body as it came. */
  raw: string;
  /** Hash of a repeat's pair, and its side; see Normalized.repeat. */
  pair: string | null;
  side: string | null;
  /** How often the same event came again. */
  duplicates: Generated<number>;
  /** When its deliveries were committed; null until then. */
  routed_at: number | null;
  /** Which channels a test webhook may reach; null: a real webhook. */
  test: TestReach | null;
}

/**
 * `muted`: it came while its channel was muted, and is not told.
 * `sending`: it was or may have been handed to the platform, so it is looked up there before it is posted again.
 * `folded`: it is told by the message of another delivery of its lane.
 */
export const deliveryStates = ['pending', 'sending', 'sent', 'folded', 'dead', 'ignored', 'muted'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface DeliveriesTable {
  /** The order within a lane. */
  id: Generated<number>;
  event_seq: number;
  event_id: string;
  channel: string;
  rule_id: string;
  /** JSON: the rule as it was when it decided. */
  rule: string;
  state: DeliveryState;
  /** Random; by it a message is found again at the platform. */
  nonce: string;
  /** The delivery whose message tells of this one; set as soon as it may have been posted so. */
  folded_into: number | null;
  attempts: Generated<number>;
  /** JSON: the mentions that the platform refused, and that the message is posted without; null: none. */
  dropped_mentions: string | null;
  error: string | null;
  ref: string | null;
  created_at: number;
  updated_at: number;
}

export interface AttemptsTable {
  id: Generated<number>;
  delivery_id: number;
  at: number;
  /** `sent`, or the kind of the platform's error. */
  outcome: string;
  error: string | null;
  /** How long the platform took, in milliseconds. */
  took: number;
}

/** The troubles of a lane, or of a whole platform; without any there is no row. */
export interface LanesTable {
  /** An address, or what platformHoldKey makes for a platform. */
  channel: string;
  /** Why the lane waits for somebody to mend it, one sentence; null: it does not. */
  held: string | null;
  /** When this trouble began. */
  since: number;
  /** Attempts that failed since the last that did not. */
  failures: number;
  /** Not before this moment. */
  next_at: number;
}

/** A process that serves this store; one that has not said for a while that it lives is dead. */
export interface ReplicasTable {
  id: string;
  /** Until when it is taken to live, by the store's own clock. */
  until: number;
}

export interface LeasesTable {
  /** A lane's address, or what only one replica does at a time. */
  name: string;
  /** A replica; null: nobody. */
  owner: string | null;
  /** When whoever takes it next may send, to keep the platform's pace. */
  ready_at: Generated<number>;
}

export interface ChannelsTable {
  /** `slack:T0123/C0456` */
  address: string;
  timezone: string | null;
  /** JSON: the quiet hours as callboard.yaml has them. */
  quiet: string | null;
  /** Until when nothing is told here. */
  muted_until: number | null;
}

export interface RulesTable {
  id: string;
  channel: string;
  position: number;
  /** JSON: RuleBody */
  body: string;
}

export interface TemplatesTable {
  /** Empty for everywhere, else a workspace or a channel: `slack:T0123`, `slack:T0123/C0456`. */
  scope: string;
  name: string;
  version: number;
  /** JSON: the template; null takes the name back to what holds further out, at last to the built-in one. */
  body: string | null;
  author: string;
  created_at: number;
}

export interface SourcesTable {
  name: string;
  provider: string;
  /** JSON: the provider's credentials; null once it is removed. */
  credentials: string;
  /** JSON: those that were replaced and are taken until `old_until`, milliseconds. */
  old_credentials: string | null;
  old_until: number | null;
  /** When its credentials were last replaced. */
  rotated_at: number | null;
  /** The only workspace whose rules see its events, `slack:T0123`; null: everybody's do. */
  workspace: string | null;
  /** Null while it takes webhooks. Whose it was stays known, since its events stay. */
  removed_at: number | null;
  created_at: number;
}

/** Webhooks that were not authentic, a row a source. */
export interface RefusalsTable {
  source: string;
  count: number;
  /** When the last came. */
  at: number;
  /** Why the last was refused; names no secret. */
  reason: string;
}

export interface AuditTable {
  id: Generated<number>;
  at: number;
  actor: string;
  /** What was done, verb first: `import`, `save template`. */
  action: string;
  /** To what: a channel, a template, a source. */
  target: string;
  /** JSON */
  detail: string;
}

/** Counters that say when to read again, such as `rules`. */
export interface RevisionsTable {
  name: string;
  value: number;
}

export interface PreviewTable {
  id: Generated<number>;
  channel: string;
  nonce: string;
  /** JSON: Message */
  message: string;
  reply_to: string | null;
  posted_at: number;
  edited_at: number | null;
}

/** What somebody has begun to fill in, from one form to the next. */
/** State that chat keeps for a day; see saved-state.ts. */
export interface DraftsTable {
  id: string;
  /** A person, `slack:U0123`, and the channel; both are empty for state without an owner. */
  author: string;
  channel: string;
  /** JSON: `{kind, state}` */
  body: string;
  created_at: number;
}

export interface WorkspacesTable {
  /** `slack:T0123` */
  address: string;
  /** JSON: who may change its channels' rules. */
  access: string;
}

/** The channels where the bot introduced itself, once each. */
export interface GreetingsTable {
  channel: string;
  at: number;
}

/** Secrets that Callboard makes for itself. */
export interface SecretsTable {
  name: string;
  value: string;
  created_at: number;
}

export interface Tables {
  events: EventsTable;
  deliveries: DeliveriesTable;
  lanes: LanesTable;
  replicas: ReplicasTable;
  leases: LeasesTable;
  attempts: AttemptsTable;
  channels: ChannelsTable;
  rules: RulesTable;
  templates: TemplatesTable;
  sources: SourcesTable;
  refusals: RefusalsTable;
  audit: AuditTable;
  revisions: RevisionsTable;
  preview: PreviewTable;
  drafts: DraftsTable;
  workspaces: WorkspacesTable;
  greetings: GreetingsTable;
  secrets: SecretsTable;
}

export type EventRow = Selectable<EventsTable>;
export type DeliveryRow = Selectable<DeliveriesTable>;

/** The store, or a transaction of it: what every operation takes first. */
export type Db = Kysely<Tables>;

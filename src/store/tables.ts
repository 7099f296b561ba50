/**
 * The tables' types for Kysely. Times are whole milliseconds since 1970 in integer columns. JSON is text, so that SQLite
 * and PostgreSQL store the same.
 */
import type { Generated, Kysely, Selectable } from 'kysely';
import type { TestReach } from '../events/event.ts';
import type { AttemptsTable, CardsTable, DeliveriesTable } from './deliveries/delivery-tables.ts';
import type { ChannelsTable, RulesTable, SourcesTable, TemplatesTable } from './settings/setting-tables.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

interface EventsTable {
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
  /** The webhook's body as received. */
  raw: string;
  /** Hash of a repeating body's pair, and its side; see repeats.ts. */
  pair: string | null;
  side: string | null;
  /** How often the same event was received again. */
  duplicates: Generated<number>;
  /** When its deliveries were committed; null until then. */
  routed_at: number | null;
  /** Which channels a test webhook may reach; null: a real webhook. */
  test: TestReach | null;
}

/** The states of long sessions; see events/session-states.ts. */
interface SessionsTable {
  source: string;
  subject: string;
  /** 1 for the session of test webhooks. */
  test: number;
  /** The last event in the state, by `seq`; 0 without a state. */
  upto: number;
  /** JSON: SessionState; null after it was discarded. */
  state: string | null;
  /** How often it was discarded. */
  revision: number;
}

/** Lanes and whole platforms that are on hold or retrying. A lane without failures has no row. */
interface HoldsTable {
  /** A channel's address, or for a platform the key from platformHoldKey() in holds.ts. */
  channel: string;
  /** Why it is on hold until someone fixes the cause, one sentence; null: it is only retrying. */
  held: string | null;
  /** When this hold, or this series of failures, began. */
  since: number;
  /** Attempts that failed since the last success. */
  failures: number;
  /** The next attempt is not before this. */
  next_at: number;
}

/** Processes that serve this store. One whose heartbeat is overdue counts as dead. */
interface ReplicasTable {
  id: string;
  /** When it counts as dead, by the database's clock. */
  until: number;
}

interface LeasesTable {
  /** A lane's address, or a task that one replica does at a time. */
  name: string;
  /** A replica; null: free. */
  owner: string | null;
  /** From when its next holder may send, so that the platform's rate limit is respected. */
  ready_at: Generated<number>;
}

/** Rejected webhooks, one row per source. */
interface RefusalsTable {
  source: string;
  count: number;
  /** When the last was received. */
  at: number;
  /** Why the last was rejected; contains no secret. */
  reason: string;
}

interface AuditTable {
  id: Generated<number>;
  at: number;
  actor: string;
  /** The action, verb first: `import`, `save template`. */
  action: string;
  /** A channel, a template or a source. */
  target: string;
  /** JSON */
  detail: string;
}

/** Counters by name (`rules`); see cache-version.ts. */
interface RevisionsTable {
  name: string;
  value: number;
}

interface PreviewTable {
  id: Generated<number>;
  channel: string;
  nonce: string;
  /** JSON: Message */
  message: string;
  reply_to: string | null;
  posted_at: number;
  edited_at: number | null;
}

/** State that chat saves for a day; see saved-state.ts. */
interface SavedStateTable {
  id: string;
  /** A person, `slack:U0123`, and the channel; both are empty for state without an owner. */
  author: string;
  channel: string;
  /** JSON: `{kind, state}` */
  body: string;
  created_at: number;
}

/** Work that is due at a time, unique by kind and key; see timers.ts. */
interface TimersTable {
  /** By the store's clock. */
  due: number;
  kind: string;
  key: string;
  /** JSON */
  payload: string;
}

/** Counters of pruned events; see hourly-counts.ts. */
interface HourlyCountsTable {
  /** When the hour begins. */
  hour: number;
  /** Empty: the event itself. */
  channel: string;
  source: string;
  type: string;
  outcome: string;
  count: number;
}

interface WorkspacesTable {
  /** `slack:T0123` */
  address: string;
  /** JSON: Access from workspaces.ts. */
  access: string;
}

/** The channels that the bot has greeted. */
interface GreetingsTable {
  channel: string;
  at: number;
}

/** Secrets that Callboard generates for itself. */
interface SecretsTable {
  name: string;
  value: string;
  created_at: number;
}

export interface Tables {
  events: EventsTable;
  sessions: SessionsTable;
  deliveries: DeliveriesTable;
  cards: CardsTable;
  holds: HoldsTable;
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
  saved_state: SavedStateTable;
  timers: TimersTable;
  hourly_counts: HourlyCountsTable;
  workspaces: WorkspacesTable;
  greetings: GreetingsTable;
  secrets: SecretsTable;
}

export type EventRow = Selectable<EventsTable>;
export type DeliveryRow = Selectable<DeliveriesTable>;
export type CardRow = Selectable<CardsTable>;

/** The database or one of its transactions: the first parameter of every store function. */
export type Db = Kysely<Tables>;

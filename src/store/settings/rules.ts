/** The rules of one channel, read and changed one by one. */
import { randomUUID } from 'node:crypto';
import type { Rule, RuleBody } from '../../rules/rule.ts';
import { raiseRevision } from '../cache-version.ts';
import type { Db } from '../tables.ts';

/** A rule without its place. A new one has no id yet. */
export type PlacedRule = RuleBody & { id?: string };

/** A channel's rules in order, and until when it is muted (milliseconds); one that nobody set up has none. */
export async function readChannel(db: Db, address: string): Promise<{ rules: Rule[]; mutedUntil: number | null }> {
  const channel = await db
    .selectFrom('channels')
    .select('muted_until')
    .where('address', '=', address)
    .executeTakeFirst();
  const rows = await db.selectFrom('rules').selectAll().where('channel', '=', address).orderBy('position').execute();
  const rules = rows.map(({ id, position, body }) => ({ id, channel: address, position, ...parseBody(body) }));
  return { rules, mutedUntil: channel?.muted_until ?? null };
}

/** The channels of a workspace (`slack:T0123`) that were set up. */
export async function listAddresses(db: Db, workspace: string): Promise<string[]> {
  const rows = await db.selectFrom('channels').select('address').orderBy('address').execute();
  return rows.flatMap(({ address }) => (address.startsWith(`${workspace}/`) ? [address] : []));
}

/**
 * Holds the channel for this transaction, making it if need be: two people who change its rules at once come one after
 * the other. Call it first in the transaction.
 */
export async function holdChannel(db: Db, address: string): Promise<void> {
  await db
    .insertInto('channels')
    .values({ address })
    .onConflict(conflict => conflict.column('address').doUpdateSet({ address }))
    .execute();
}

/** Makes these the channel's rules, in this order; each keeps its id. Call it in a transaction that holds the channel. */
export async function writeRules(db: Db, address: string, rules: readonly PlacedRule[]): Promise<void> {
  await db.deleteFrom('rules').where('channel', '=', address).execute();
  const rows = rules.map(({ id = randomUUID(), ...rule }, position) => {
    return { id, channel: address, position, body: JSON.stringify(bodyOf(rule)) };
  });
  if (rows.length > 0) await db.insertInto('rules').values(rows).execute();
  await raiseRevision(db, 'rules');
}

/** A rule without its place in a channel. */
export function bodyOf(rule: RuleBody & Partial<Rule>): RuleBody {
  const { id: _id, channel: _channel, position: _position, ...body } = rule;
  return body;
}

function parseBody(body: string): RuleBody {
  return JSON.parse(body) as RuleBody;
}

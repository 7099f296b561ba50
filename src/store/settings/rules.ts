/** Reads and writes the rules of one channel. */
import { randomUUID } from 'node:crypto';
import type { Rule, RuleBody } from '../../rules/rule.ts';
import { raiseRevision } from '../cache-version.ts';
import type { Db } from '../tables.ts';

/** A rule without its position. A new one has no id yet. */
export type PlacedRule = RuleBody & { id?: string };

/** Reads a channel's rules in order, and when its mute ends (milliseconds). A channel that isn't set up has no rules. */
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

/** Lists the channels of a workspace (`slack:T0123`) that are set up. */
export async function listAddresses(db: Db, workspace: string): Promise<string[]> {
  const rows = await db.selectFrom('channels').select('address').orderBy('address').execute();
  return rows.flatMap(({ address }) => (address.startsWith(`${workspace}/`) ? [address] : []));
}

/**
 * Locks the channel for this transaction, and creates it if needed, so that two people who change its rules at the same
 * time don't overwrite each other. Call it first in the transaction.
 */
export async function lockChannel(db: Db, address: string): Promise<void> {
  await db
    .insertInto('channels')
    .values({ address })
    .onConflict(conflict => conflict.column('address').doUpdateSet({ address }))
    .execute();
}

/** Replaces the channel's rules by these, in this order; each keeps its id. Call it after lockChannel(). */
export async function writeRules(db: Db, address: string, rules: readonly PlacedRule[]): Promise<void> {
  await db.deleteFrom('rules').where('channel', '=', address).execute();
  const rows = rules.map(({ id = randomUUID(), ...rule }, position) => {
    return { id, channel: address, position, body: JSON.stringify(bodyOf(rule)) };
  });
  if (rows.length > 0) await db.insertInto('rules').values(rows).execute();
  await raiseRevision(db, 'rules');
}

/** Returns a rule without its id, channel and position. */
export function bodyOf(rule: RuleBody & Partial<Rule>): RuleBody {
  const { id: _id, channel: _channel, position: _position, ...body } = rule;
  return body;
}

function parseBody(body: string): RuleBody {
  return JSON.parse(body) as RuleBody;
}

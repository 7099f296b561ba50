import { type Kysely, sql } from 'kysely';

/** The action `notify` of rules is called `post`: in rules, in the copies in deliveries, and in drafts and forms. */
export const post = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`update rules set body = ${renamed('body')} where ${hasOldName('body')}`.execute(db);
    await renameInDeliveries(db);
    await renameInDrafts(db);
  },
};

/** Rows per statement: PostgreSQL's statement timeout applies to migrations too. */
const batch = 10_000;

async function renameInDeliveries(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ last: number | null }>`select max(id) as last from deliveries`.execute(db);
  const last = rows[0]?.last ?? 0;
  for (let from = 0; from <= last; from += batch) {
    await sql`update deliveries set rule = ${renamed('rule')}
      where id >= ${from} and id < ${from + batch} and ${hasOldName('rule')}`.execute(db);
  }
}

/** In a string of the JSON these quotes are escaped, so this text can only be the rule's own field. */
function renamed(column: string) {
  return sql`replace(${sql.ref(column)}, '"do":"notify"', '"do":"post"')`;
}

function hasOldName(column: string) {
  return sql`${sql.ref(column)} like '%"do":"notify"%'`;
}

/** These are few rows: they are stored for a day. */
async function renameInDrafts(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ id: string; body: string }>`select id, body from drafts`.execute(db);
  for (const { id, body } of rows) {
    const after = JSON.stringify(JSON.parse(body, renameInJson));
    if (after !== body) await sql`update drafts set body = ${after} where id = ${id}`.execute(db);
  }
}

/** A reviver for JSON.parse: renames a rule's `do`, and the choices and the value of a form's field `do`. */
function renameInJson(name: string, value: unknown): unknown {
  if (name === 'do' && value === 'notify') return 'post';
  if (typeof value !== 'object' || value === null || !('name' in value) || value.name !== 'do') return value;
  return JSON.parse(JSON.stringify(value).replaceAll('"notify"', '"post"'));
}

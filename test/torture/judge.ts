/** What is found out once the trouble is over: everything is told, dead letters are replayed, and all accounts compared. */
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { LedgerLine } from '../../src/store/deliveries/deliveries.ts';
import { checkDead, readDead, readLedger, replayAll, settle } from './after.ts';
import { check } from './check.ts';
import { checkLedger } from './ledger.ts';
import type { Outcome } from './report.ts';
import type { Sent } from './sender.ts';
import type { Scene } from './steps.ts';

/** Stops the servers at its end; `patience` is how many milliseconds may pass until everything is told. */
export async function judge(
  { servers, platforms, store }: Scene,
  { calls, wrong }: Sent,
  patience: number,
): Promise<{ findings: Outcome['findings']; ledger: LedgerLine[] }> {
  const database = await openDatabase(store.url);
  const dead = await judgeDead(database);
  const crashes = servers.flatMap(({ url, crashes }) => crashes.map(how => `${url} ended by itself: ${how}`));
  for (const server of servers) await server.close();
  const readings = platforms.read();
  const ledger = await readLedger(store.url);
  const disagreements = checkLedger(ledger, calls, readings);
  const findings = { ...check(calls, readings), dead, ledger: disagreements, answers: wrong, servers: crashes };
  return { findings, ledger };

  /** What could not be told is a dead letter, and is told once the platforms take it. */
  async function judgeDead(opened: Database): Promise<string[]> {
    const waiting = await settle(opened, patience);
    const wrongly = checkDead(calls, await readDead(opened));
    platforms.cure();
    await replayAll(store.url);
    const waitingStill = await settle(opened, patience);
    await opened.close();
    return [...waiting, ...wrongly, ...waitingStill];
  }
}

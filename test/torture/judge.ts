/** Judges a run once the failures are over: waits for all messages, retries failed ones, and compares all accounts. */
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { LedgerLine } from '../../src/store/deliveries/ledger.ts';
import { checkDead, readDead, readLedger, retryAll, settle } from './after.ts';
import { type CardEntry, checkCards, readCards } from './cards.ts';
import { check } from './check.ts';
import { checkCardLedger, checkLedger } from './ledger.ts';
import type { Outcome } from './report.ts';
import type { Sent } from './sender.ts';
import type { Scene } from './steps.ts';
import { checkTimers, readTimers, settleTimers, type TimerEntry } from './timers.ts';

/** Judges the run and stops the servers. `atMost` is how long to wait until everything is sent, milliseconds. */
export async function judge(
  { servers, platforms, store }: Scene,
  { calls, wrong }: Sent,
  atMost: number,
): Promise<{ findings: Outcome['findings']; ledger: LedgerLine[]; timers: TimerEntry[]; cards: CardEntry[] }> {
  const database = await openDatabase(store.url);
  const dead = await judgeFailed(database);
  const late = await settleTimers(database, atMost);
  const crashes = servers.flatMap(({ url, crashes }) => crashes.map(how => `${url} ended by itself: ${how}`));
  for (const server of servers) await server.close();
  const { entries, waiting } = await readTimers(database);
  const cards = await readCards(database.db);
  await database.close();
  const { firedTwice, timersLost } = checkTimers(entries, waiting);
  const readings = platforms.read();
  const ledger = await readLedger(store.url);
  const disagreements = [...checkLedger(ledger, calls, readings), ...checkCardLedger(ledger, cards)];
  const ofTimers = { firedTwice, timersLost: [...timersLost, ...late] };
  const answersAndServers = { answers: wrong, servers: crashes };
  const ofCards = { cards: checkCards(cards, platforms.readCards()) };
  const findings = {
    ...check(calls, readings),
    ...ofCards,
    ...ofTimers,
    dead,
    ledger: disagreements,
    ...answersAndServers,
  };
  return { findings, ledger, timers: entries, cards };

  /** Rejected messages must have failed, and must be posted after a retry once the platforms accept them. */
  async function judgeFailed(opened: Database): Promise<string[]> {
    const waiting = await settle(opened, atMost);
    const wrongly = checkDead(calls, await readDead(opened));
    platforms.cure();
    await retryAll(store.url);
    const waitingStill = await settle(opened, atMost);
    return [...waiting, ...wrongly, ...waitingStill];
  }
}

/** A connection that exactly one of several processes holds. */
import { expect, test } from 'vitest';
import type { LogFields } from '../../src/log.ts';
import { listenOnOneReplica } from '../../src/platforms/run-on-one-replica.ts';

/** Checks the lock once per answer; returns the listener's calls and the log lines, in order. */
async function listen(answers: readonly (boolean | Error)[]): Promise<string[]> {
  const calls: string[] = [];
  const note = (text: string) => void calls.push(text);
  const logged = ({ reason }: LogFields, text: string) => note(reason ? `${text}: ${reason}` : text);
  const log = { debug: logged, info: logged, warn: logged, error: logged };
  const listener = { open: async () => note('open'), close: async () => note('close') };
  const stopping = new AbortController();
  const left = [...answers];
  const mine = async () => {
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer === true;
  };
  const wait = async () => {
    if (left.length === 0) stopping.abort();
  };
  await listenOnOneReplica(listener, mine, log, stopping.signal, wait);
  return calls;
}

const standby = 'another process holds the connection; taking over when that process is gone';

test('the connection is never opened while another process holds it, however often the lock is checked', async () => {
  const calls = await listen(Array.from({ length: 1000 }, () => false));
  expect(calls).toEqual([standby, ...Array.from({ length: 1001 }, () => 'close')]);
});

test('the connection is opened once it is free, closed when it is lost, and opened again', async () => {
  expect(await listen([false, true, false, true])).toEqual([
    ...[standby, 'close', 'open'],
    ...[standby, 'close', 'open', 'close'],
  ]);
});

test('a failed check of the lock is retried', async () => {
  expect(await listen([new Error('no answer'), true])).toEqual([
    'could not open the connection; retrying: no answer',
    'open',
    'close',
  ]);
});

/**
 * Loaded before a measured server. SIGUSR2 starts a profile of all its threads, and the next one writes them to the folder
 * in PROFILE_FOLDER. `--cpu-prof` leaves out threads with their own options, and includes starting up.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

const session = new Session();
session.connect();
/** The ids of the threads. */
const threads = new Set<string>();
let isRunning = false;
let written = 0;

function write(profile: unknown): void {
  writeFileSync(join(process.env.PROFILE_FOLDER ?? '', `${written++}.cpuprofile`), JSON.stringify(profile));
}

function toThread(sessionId: string, id: number, method: string, params = {}): void {
  const message = JSON.stringify({ id, method, params });
  session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
}

session.on('NodeWorker.attachedToWorker', ({ params }) => threads.add(params.sessionId));
session.on('NodeWorker.detachedFromWorker', ({ params }) => threads.delete(params.sessionId));
session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
  const { result } = JSON.parse(params.message) as { result?: { profile?: unknown } };
  if (result?.profile) write(result.profile);
});
session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });

process.on('SIGUSR2', () => {
  if (isRunning) {
    session.post('Profiler.stop', (_, result) => write(result.profile));
    for (const thread of threads) toThread(thread, 3, 'Profiler.stop');
  } else {
    session.post('Profiler.enable');
    session.post('Profiler.start');
    for (const thread of threads) {
      toThread(thread, 1, 'Profiler.enable');
      toThread(thread, 2, 'Profiler.start');
    }
  }
  isRunning = !isRunning;
});

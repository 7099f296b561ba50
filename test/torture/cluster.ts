/** A PostgreSQL server for the torture run alone, which can be stopped, crashed and restarted. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { findPort } from './ports.ts';

export interface Cluster {
  url: string;
  /** Takes the server down for so many milliseconds. After `crash` the next start needs recovery. */
  restart(how: 'stop' | 'crash', milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server. Null where PostgreSQL is not installed, or can't run as this user. */
export async function startCluster(): Promise<Cluster | null> {
  const programs = globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1);
  const user = programs && findServerUser();
  if (!programs || !user) return null;
  const folder = mkdtempSync(join(tmpdir(), 'callboard-torture-postgres-'));
  chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(programs, ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync'], { ...user, cwd: folder });

  const port = await findPort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`];
  const args = ['-D', data, ...settings.flatMap(setting => ['-c', setting])];
  const run = (): ChildProcess => spawn(join(programs, '../postgres'), args, { ...user, cwd: folder, stdio: 'ignore' });
  let server = run();
  const remove = () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  // An aborted run must not leave a server behind.
  process.once('exit', remove);
  await untilItResponds(url);

  /** SIGINT is a clean, fast shutdown. SIGQUIT stops without a checkpoint, like a crash. */
  async function end(how: 'stop' | 'crash'): Promise<void> {
    const gone = once(server, 'exit');
    server.kill(how === 'stop' ? 'SIGINT' : 'SIGQUIT');
    await gone;
  }
  return {
    url,
    async restart(how, milliseconds) {
      await end(how);
      await delay(milliseconds);
      server = run();
      await untilItResponds(url);
    },
    async close() {
      await end('crash');
      process.off('exit', remove);
      remove();
    },
  };
}

/** Finds the user for the server, since PostgreSQL refuses to run as root. */
function findServerUser(): { uid: number; gid: number } | null {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  if (uid === undefined || gid === undefined) return null;
  if (uid !== 0) return { uid, gid };
  try {
    const id = (which: string) => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}

async function untilItResponds(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (tries > 300) throw new Error('The PostgreSQL of the torture does not start.', { cause: error });
      await delay(100);
    }
  }
}

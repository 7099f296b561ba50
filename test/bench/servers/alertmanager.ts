/** Prometheus' Alertmanager, where Debian's package can be unpacked. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Room } from '../webhooks.ts';
import { end, type Running } from './processes.ts';

const run = promisify(execFile);

let program: Promise<string | null> | null = null;

/** The path of the program; null, and a sentence, where the package can't be had. */
export function findAlertmanager(): Promise<string | null> {
  program ??= unpack().catch(error => {
    console.error(`Alertmanager is left out: ${String(error.message).split('\n')[0]}`);
    return null;
  });
  return program;
}

async function unpack(): Promise<string> {
  const installed = '/usr/bin/prometheus-alertmanager';
  if (existsSync(installed)) return installed;
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await run('apt-get', ['download', 'prometheus-alertmanager'], { cwd: folder, timeout: 60_000 });
  const [file] = await readdir(folder);
  await run('dpkg', ['-x', file as string, folder], { cwd: folder, timeout: 60_000 });
  const path = join(folder, 'usr/bin/prometheus-alertmanager');
  await useTemplateIn(folder, path);
  return path;
}

/** Debian's program reads its templates in a fixed folder, so that text in it is replaced by one of the same length. */
async function useTemplateIn(folder: string, path: string): Promise<void> {
  const fixed = '/usr/share/prometheus/alertmanager';
  if (folder.length > fixed.length) throw new Error(`the path ${folder} is longer than ${fixed}`);
  for (const name of ['default.tmpl', 'email.tmpl']) await copyFile(join(folder, fixed, name), join(folder, name));
  const program = await readFile(path);
  const other = Buffer.from(folder.replace('/', '/'.repeat(1 + fixed.length - folder.length)));
  for (let at = program.indexOf(fixed); at !== -1; at = program.indexOf(fixed, at + 1)) other.copy(program, at);
  await writeFile(path, program);
}

/** Each alert is a group of its own, which is posted at once. */
function configOf(rooms: readonly Room[], api: string): string {
  const text = 'Missed call from {{ (index .Alerts 0).Labels.caller }}';
  const receivers = rooms.map(({ desk, id }) => ({
    name: desk,
    slack_configs: [{ api_url: `${api}chat.postMessage`, channel: id, send_resolved: false, title: '', text }],
  }));
  const routes = rooms.map(({ desk }) => ({ receiver: desk, matchers: [`desk="${desk}"`] }));
  const times = { group_wait: '0s', group_interval: '1s', repeat_interval: '24h' };
  // JSON is YAML.
  return JSON.stringify({
    route: { receiver: 'none', group_by: ['...'], ...times, routes },
    receivers: [{ name: 'none' }, ...receivers],
  });
}

export async function startAlertmanager(rooms: readonly Room[], api: string): Promise<Running | null> {
  const path = await findAlertmanager();
  if (path === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  writeFileSync(join(folder, 'config.yml'), configOf(rooms, api));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    path,
    [
      `--config.file=${join(folder, 'config.yml')}`,
      `--storage.path=${folder}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  const stop = async () => {
    await end(child);
    process.off('exit', abandon);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let patience = 3000; !(await isReady(address)); patience -= 1) {
    if (patience === 0) throw new Error('Alertmanager did not start');
    await delay(3);
  }
  return { url: `http://${address}/api/v2/alerts`, pid: child.pid as number, [Symbol.asyncDispose]: stop };
}

const isReady = (address: string) =>
  fetch(`http://${address}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

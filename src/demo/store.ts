/** The demo's temporary store, and how another process finds it while the demo runs. */
import { lstatSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const prefix = 'callboard-demo-';

/** Creates a temporary folder that only its owner can read. */
export function createDemoFolder(): string {
  return mkdtempSync(join(tmpdir(), prefix));
}

export function demoUrl(folder: string): string {
  return `sqlite:${join(folder, 'demo.db')}`;
}

/** URLs of this user's demo stores, newest first. Some may be leftovers of killed demos. */
export function demoUrls(): string[] {
  const { uid } = userInfo();
  const folders = readdirSync(tmpdir()).flatMap(name => {
    const folder = join(tmpdir(), name);
    if (!name.startsWith(prefix)) return [];
    // Anyone may create a link or a folder of that name in a shared /tmp.
    const found = lstatSync(folder, { throwIfNoEntry: false });
    const isOurs = found?.isDirectory() && (uid < 0 || found.uid === uid);
    return isOurs && found ? [{ folder, at: found.birthtimeMs }] : [];
  });
  return folders.sort((a, b) => b.at - a.at).map(({ folder }) => demoUrl(folder));
}

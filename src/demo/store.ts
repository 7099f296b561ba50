/** Where a demo keeps its store, and how another process finds it while the demo runs. */
import { lstatSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const prefix = 'callboard-demo-';

/** A new folder that only its owner may read. */
export function createDemoFolder(): string {
  return mkdtempSync(join(tmpdir(), prefix));
}

export function demoUrl(folder: string): string {
  return `sqlite:${join(folder, 'demo.db')}`;
}

/** The stores of this user's demos, the newest first; one may be left over from a demo that was killed. */
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

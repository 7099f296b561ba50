/**
 * Live bodies that differ from the documented samples, each with the event it becomes: test/fixtures/<provider>/
 * variants/<name>.json holds {body, event}. A new one needs only its body; `vitest -u` writes the event to be read.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { providers } from '../../src/sources/providers/index.ts';

const folderOf = (name: string) => new URL(`../fixtures/${name}/variants/`, import.meta.url);

describe.each(Object.values(providers).filter(({ name }) => existsSync(folderOf(name))))('$name', provider => {
  const folder = folderOf(provider.name);

  it.each(readdirSync(folder))('%s', async file => {
    const path = new URL(file, folder);
    const { body } = JSON.parse(readFileSync(path, 'utf8')) as { body: unknown };
    const event = provider.normalize(body);
    await expect(`${JSON.stringify({ body, event }, null, 2)}\n`).toMatchFileSnapshot(path.pathname);
  });
});

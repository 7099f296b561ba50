import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStage, type Stage } from './console-harness.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.stop());

const open = (name: string) => fetch(`${stage.url}/console/docs/${name}`);

test('each guide is a page, and its links to other guides lead to them', async () => {
  const guides = readdirSync(new URL('../../docs', import.meta.url)).filter(name => name.endsWith('.md'));
  const linked = new Set<string>();
  for (const name of ['README.md', ...guides]) {
    const response = await open(name);
    expect(response.status, name).toBe(200);
    for (const [, href = ''] of (await response.text()).matchAll(/<a href="([^":]*\.md)[#"]/g)) linked.add(href);
  }
  for (const name of linked) expect((await open(name)).status, name).toBe(200);
  expect(linked.size).toBeGreaterThan(10);
  expect(await (await open('rules.md')).text()).toContain('<table>');
});

test("a link to a guide's heading opens at that heading", async () => {
  const guides = readdirSync(new URL('../../docs', import.meta.url)).filter(name => name.endsWith('.md'));
  const pages = new Map<string, string>();
  for (const name of ['README.md', ...guides]) pages.set(name, await (await open(name)).text());
  const links = [...pages].flatMap(([name, page]) =>
    [...page.matchAll(/<a href="([^":]*)#([^"]+)"/g)].map(([, file, heading]) => ({ to: file || name, heading })),
  );
  for (const { to, heading } of links) expect(pages.get(to), to).toMatch(new RegExp(`<h[1-6] id="${heading}">`));
  expect(links.length).toBeGreaterThan(5);
});

test.each(['nothing.md', 'package.json', '..%2fpackage.json', '%2e%2e%2fREADME.md'])('404: %s', async name => {
  expect((await open(name)).status).toBe(404);
});

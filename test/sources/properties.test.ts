import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callKinds, callOutcomes, parts, recordingScopes } from '../../src/events/event.ts';
import { findEventType } from '../../src/events/types.ts';
import { providers } from '../../src/sources/providers/index.ts';
import type { Normalized, Provider } from '../../src/sources/source.ts';

type Path = (string | number)[];

/** Every leaf and branch of a JSON value. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaceAt(root: unknown, path: Path, value: unknown): unknown {
  const copy = structuredClone(root);
  const parent = path.slice(0, -1).reduce((at, key) => (Object(at) as Record<string, unknown>)[key], copy);
  const last = path.at(-1);
  if (last === undefined) return value;
  if (typeof parent === 'object' && parent !== null) Reflect.set(parent, last, value);
  return copy;
}

function leavesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
}

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(keysOf);
  return Array.isArray(value) ? inner : [...Object.keys(value), ...inner];
}

/** Values that a provider might send in a field's place. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    'true',
    '1696934553',
    1696934553123,
    '2022-02-30T00:00:00Z',
    '2022-07-05T15:55:35+02:00',
    -1,
    1e300,
  ),
);
const mutated = (provider: Provider) =>
  fc
    .constantFrom(...Object.keys(provider.triggers))
    .map(trigger => provider.sample(trigger))
    .chain(sample =>
      fc
        .array(fc.tuple(fc.constantFrom(...pathsOf(sample)), odd), { maxLength: 4 })
        .map(changes => ({ sample, changes })),
    )
    .map(({ sample, changes }) => changes.reduce((body, [path, value]) => replaceAt(body, path, value), sample));

const partsOf = (event: Normalized) =>
  Object.fromEntries(Object.entries(event).filter(([name]) => Object.hasOwn(parts, name)));

function expectWellFormed(event: Normalized) {
  expect(findEventType(event.type) !== null || /^other\.[a-z0-9_.-]{1,60}$/.test(event.type)).toBe(true);
  expect(event.key.length).toBeGreaterThan(0);
  for (const sentence of [...event.notes, ...event.problems]) expect(sentence).toMatch(/\.$/);
  for (const [name, part] of Object.entries(partsOf(event))) parts[name as keyof typeof parts].parse(part);
  if (event.time !== null) expect(new Date(event.time).toISOString()).toBe(event.time);
}

/** Texts an event can contain: the body's texts (as storable), its times in ISO 8601, our own words. */
function sayable(body: unknown): Set<unknown> {
  const said = new Set<unknown>([null, true, false, ...callKinds, ...callOutcomes, ...recordingScopes]);
  const moments: number[] = [];
  // A map of people has their ids for keys.
  for (const leaf of [...leavesOf(body), ...keysOf(body)]) {
    said.add(leaf);
    if (typeof leaf === 'boolean') said.add(String(leaf));
    if (typeof leaf === 'string') {
      const clean = leaf.replaceAll('\0', '').toWellFormed();
      for (const form of [clean, clean.toLowerCase(), Number(clean), ...clean.split('_'), clean.replace('after_', '')])
        said.add(form);
    }
    if (typeof leaf === 'number') said.add(String(leaf));
    for (const at of [Number(leaf) * 1000, Number(leaf), Date.parse(String(leaf))]) {
      if (!(at > 0 && at < 1e15)) continue;
      said.add(new Date(at).toISOString());
      moments.push(new Date(at).getTime());
    }
  }
  for (const written of writtenMentions([...said])) said.add(written);
  for (const from of moments) for (const to of moments) said.add((to - from) / 1000);
  return said;
}

/** A mention in a CometChat text, by its id or by any name of the body. */
function writtenMentions(said: readonly unknown[]): string[] {
  const texts = said.filter(one => typeof one === 'string');
  const mention = /<@uid:([^<>]+)>/g;
  return texts
    .filter(text => text.includes('<@uid:'))
    .flatMap(text => [
      text.replaceAll(mention, '@$1'),
      ...texts.map(name => text.replaceAll(mention, () => `@${name}`)),
    ]);
}

describe.each(Object.values(providers))('$name, for any body', provider => {
  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), body => {
        expectWellFormed(provider.normalize(body));
      }),
      { numRuns: 300 },
    );
  });

  it('never throws for a known trigger with anything in it', () => {
    const field = provider.name === 'cometchat' ? 'trigger' : 'webhookType';
    const trigger = fc.constantFrom(...Object.keys(provider.triggers));
    fc.assert(
      fc.property(trigger, fc.jsonValue(), (name, data) =>
        expectWellFormed(provider.normalize({ [field]: name, data })),
      ),
      { numRuns: 300 },
    );
  });

  it('says nothing that the body does not, for samples changed at random', () => {
    fc.assert(
      fc.property(mutated(provider), body => {
        const event = provider.normalize(body);
        expectWellFormed(event);
        const said = sayable(body);
        const invented = leavesOf([partsOf(event), event.subject, event.time]).filter(leaf => !said.has(leaf));
        expect(invented).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  it('gives the same body the same key, and leaves it as it was', () => {
    fc.assert(
      fc.property(mutated(provider), body => {
        const before = JSON.stringify(body);
        expect(provider.normalize(body).key).toEqual(provider.normalize(structuredClone(body)).key);
        expect(JSON.stringify(body)).toBe(before);
      }),
    );
  });
});

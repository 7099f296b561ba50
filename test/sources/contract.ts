/** The contract of providers. Every provider in sources/providers/index.ts passes it. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parts } from '../../src/events/event.ts';
import { findEventType } from '../../src/events/types.ts';
import { triggerMeaning } from '../../src/sources/providers/index.ts';
import type { Provider, RawRequest, Verify } from '../../src/sources/source.ts';

export interface Example {
  /** The field that names the trigger. */
  field: string;
  /** The body has the parts of its type as objects, not one object `data`. */
  hasParts?: true;
  /** The fields of a body that has the subject `s1`; default: data.sessionId. */
  session?: object;
  /** The signed ID that `sign` gives each webhook. */
  signedId?: string;
  /** Credentials that are fine, and some that are not. */
  credentials: unknown;
  badCredentials: readonly unknown[];
  verify: Verify;
  /** A request that `verify` must take. */
  sign(body: string): RawRequest;
  /** Requests with this body that `verify` must refuse, by what is wrong with them. */
  forged(body: string): Record<string, RawRequest>;
  /** Words that no reason may contain. */
  secrets: readonly string[];
}

export function describeProvider(provider: Provider, example: Example) {
  const triggers = Object.keys(provider.triggers);
  const fixtures = new URL(`../fixtures/${provider.name}/`, import.meta.url);
  const partOf = (trigger: string) =>
    example.hasParts ? (findEventType(provider.triggers[trigger] ?? '')?.parts[0] ?? '') : 'data';
  const named = (trigger: unknown, more: object = {}) => ({ [example.field]: trigger, ...more });

  describe(`${provider.name} understands`, () => {
    it.each(triggers)('%s as the golden event of its sample', async trigger => {
      const event = provider.normalize(provider.sample(trigger));
      await expect(`${JSON.stringify(event, null, 2)}\n`).toMatchFileSnapshot(
        new URL(`${trigger}.json`, fixtures).pathname,
      );
    });

    it.each(triggers)('%s as a type of the table, with its parts', trigger => {
      const event = provider.normalize(provider.sample(trigger));
      const type = findEventType(event.type);
      expect(event).toMatchObject({ trigger, type: provider.triggers[trigger], problems: [] });
      const carried = Object.keys(parts).filter(name => name in event);
      expect(type?.parts).toEqual(expect.arrayContaining(carried));
      expect(carried).toContain(type?.parts[0]);
      for (const name of carried) parts[name as keyof typeof parts].parse(event[name as keyof typeof parts]);
    });

    it.each(triggers)('%s with a wrong shape as a problem of its own type', trigger => {
      const part = partOf(trigger);
      const event = provider.normalize(named(trigger, { [part]: 'text' }));
      expect(event).toMatchObject({ trigger, type: provider.triggers[trigger] });
      expect(event.problems).toEqual([`${part}: expected an object, got a string.`]);
    });

    it('each trigger with a meaning of its own', () => {
      const shown = triggers.map(trigger => triggerMeaning(provider, trigger));
      expect(shown.filter((meaning, at) => shown.indexOf(meaning) !== at)).toEqual([]);
      expect(Object.keys(provider.meanings).filter(name => !triggers.includes(name))).toEqual([]);
    });

    it('no sample but those of its triggers', () => {
      const files = readdirSync(new URL(`../../src/sources/providers/${provider.name}/samples/`, import.meta.url));
      expect(files.sort()).toEqual(triggers.map(trigger => `${trigger}.json`).sort());
      expect(() => provider.sample('../package')).toThrow(RangeError);
      expect(() => provider.sample('toString')).toThrow(RangeError);
    });

    it('samples apart from one another', () => {
      const keys = triggers.map(trigger => provider.normalize(provider.sample(trigger)).key.join(' '));
      expect(new Set(keys).size).toBe(triggers.length);
      expect(provider.sample(triggers[0] ?? '')).not.toBe(provider.sample(triggers[0] ?? ''));
    });

    it.each(triggers)('%s with unknown fields', trigger => {
      const sample = provider.sample(trigger) as Record<string, object>;
      const { key: _, ...plain } = provider.normalize(sample);
      const { key: __, ...more } = provider.normalize({ ...sample, further: 1, data: { ...sample.data, further: {} } });
      expect(more).toEqual(plain);
    });
  });

  describe(`${provider.name} keeps`, () => {
    it.each([
      ['brand_new', 'other.brand_new'],
      ['Brand New/../x', 'other.brand-new-..-x'],
      ['constructor', 'other.constructor'],
      ['__proto__', 'other.__proto__'],
      ['x'.repeat(500), `other.${'x'.repeat(60)}`],
    ])('an unknown trigger: %s', (trigger, type) => {
      const event = provider.normalize(named(trigger, example.session ?? { data: { sessionId: 's1' } }));
      expect(event).toMatchObject({ type, subject: 's1', time: null, problems: [] });
    });

    it.each([{}, { data: {} }, named(''), named({}), named(null)])('a body without a trigger: %j', body => {
      const event = provider.normalize(body);
      expect(event).toMatchObject({ trigger: 'unknown', type: 'other.unknown' });
      expect(event.problems).toEqual([`The body has no ${example.field}.`]);
    });

    it.each([null, 'text', 3, true, [[]]])('a body that is no object: %j', body => {
      expect(provider.normalize(body).problems).toEqual(["The body isn't a JSON object."]);
    });

    it('a body that nests absurdly deep, or names __proto__', () => {
      const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
      const proto = JSON.parse('{"data":{"__proto__":{"id":"x","call":{}}}}');
      for (const trigger of triggers) {
        expect(provider.normalize(named(trigger, { [partOf(trigger)]: deep })).problems).toHaveLength(1);
        expect(JSON.stringify(provider.normalize({ ...named(trigger), ...proto }))).not.toContain('"x"');
      }
    });
  });

  describe(`${provider.name} verifies`, () => {
    const body = JSON.stringify(provider.sample(triggers[0] ?? ''));

    it('credentials', () => {
      expect(provider.credentials.safeParse(example.credentials).success).toBe(true);
      for (const bad of example.badCredentials) expect(provider.credentials.safeParse(bad).success).toBe(false);
    });

    it('an authentic request', async () => {
      expect(await example.verify(example.sign(body))).toEqual({
        is: 'authentic',
        ...(example.signedId && { id: example.signedId }),
      });
    });

    it.each(Object.keys(example.forged(body)))('and refuses %s', async name => {
      const verdict = await example.verify(example.forged(body)[name] as RawRequest);
      expect(verdict).toEqual({ is: 'refused', reason: expect.stringMatching(/^[A-Z].*\.$/) });
      for (const secret of example.secrets) expect(JSON.stringify(verdict)).not.toContain(secret);
    });
  });
}

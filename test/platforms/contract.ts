/** Tests that every platform passes against its fake. Run them in the platform's own test file. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/messages/message.ts';
import { type ErrorKind, type Platform, PlatformError, type Ref } from '../../src/platforms/platform.ts';
import { writesOnce } from './contract-lost-answers.ts';

export type ContractRequest = 'post' | 'reply' | 'edit' | 'find' | 'findReply';

/** Network failures that a platform's fake can cause; see fakes/trouble.ts. */
export type ContractTrouble = 'drop before' | 'drop after' | 'half after';

export interface ContractFixture {
  /** Not yet started. */
  platform: Platform;
  /** A channel the bot can post to. */
  channel: string;
  /** Another channel the bot can post to. */
  elsewhere: string;
  /** The channel's messages in plain text. */
  read(): string;
  /** Deletes a message as a person would. */
  remove(ref: Ref): Promise<void> | void;
  /** The number of posts, replies and edits the platform has requested since the fake started. */
  requests(): number;
  /** Makes the next request fail with an error of this kind; a rate limit's wait is 2 seconds. Missing: it never fails. */
  fail?: (request: 'post' | 'reply' | 'edit', kind: Exclude<ErrorKind, 'mention'>) => void;
  /** Disturbs the next request of this kind; false for one that the platform never sends. */
  disturb(request: ContractRequest, trouble: ContractTrouble): boolean;
  /** Stops the platform and closes its fake. */
  close(): Promise<void>;
}

export const sayMessage = (text: string): Message => ({
  title: [{ type: 'text', text }],
  color: 'red',
  blocks: [{ type: 'paragraph', content: [{ type: 'text', text: `${text}, at length` }] }],
  buttons: [],
  mentions: [],
  footnote: [],
});

const waitUntil = (moment: number) => delay(Math.max(0, moment - Date.now()));
const allKinds = ['transient', 'rate_limited', 'channel', 'token', 'message', 'gone'] as const;

interface ContractOptions {
  /** False: no error affects the whole platform. */
  hasToken?: boolean;
  /** False: readers recognize a nonce that is posted again, so find() finds nothing. */
  looksUp?: boolean;
  neverFails?: boolean;
}

export function platformContract(
  name: string,
  open: () => Promise<ContractFixture>,
  { neverFails = false, hasToken = true, looksUp = true }: ContractOptions = {},
): void {
  describe(`${name} as a platform`, () => {
    const everyKind = allKinds.filter(kind => hasToken || kind !== 'token');
    let fixture: ContractFixture;
    let deliveries = 0;
    const sending = (text: string, nonce = `delivery ${++deliveries}`) => ({
      channel: fixture.channel,
      message: sayMessage(text),
      nonce,
    });
    const post = (text: string, nonce?: string) => fixture.platform.post(sending(text, nonce));
    const reply = (text: string, parent: Ref, nonce?: string) =>
      fixture.platform.reply({ ...sending(text, nonce), parent });
    const edit = (ref: Ref, text: string) => fixture.platform.edit({ ...sending(text), ref });

    beforeEach(async () => {
      fixture = await open();
      await fixture.platform.start();
    });
    afterEach(() => fixture.close());

    test('post returns a ref, and the message is readable', async () => {
      expect(await post('Missed call')).toMatch(/./);
      expect(fixture.read()).toContain('Missed call, at length');
    });

    test('edit changes only the message of the ref, also of a reply', async () => {
      const ref = await post('Call started');
      const below = await reply('Ringing', ref);
      await post('Another');
      await edit(ref, 'Call ended');
      await edit(below.ref, 'Rang');
      for (const text of ['Call ended', 'Rang', 'Another'])
        expect(fixture.read().split(`${text}, at length`)).toHaveLength(2);
      expect(fixture.read()).not.toMatch(/Call started|Ringing/);
    });

    test('reply posts below its parent', async () => {
      const ref = await post('First');
      await post('Second');
      expect(await reply('Reply to the first', ref)).toMatchObject({ parent: ref });
      const read = fixture.read();
      const places = ['First', 'Reply to the first', 'Second'].map(text => read.indexOf(`${text}, at length`));
      expect(places).not.toContain(-1);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    });

    test('a reply to a deleted message becomes a message of its own, and is the parent of later replies', async () => {
      const ref = await post('Deleted');
      await fixture.remove(ref);
      const since = Date.now();
      const first = await reply('Orphan', ref, 'orphan');
      expect(first.parent).toBe(first.ref);
      const lookup = { channel: fixture.channel, parent: ref, nonce: 'orphan', since };
      expect([first, null]).toContainEqual(await fixture.platform.findReply(lookup));
      const second = await reply('Later', first.parent);
      expect(second.parent).toBe(first.ref);
      expect(fixture.read().indexOf('Orphan, at')).toBeLessThan(fixture.read().indexOf('Later, at'));
    });

    test('an edit of a deleted message fails as gone', async () => {
      const ref = await post('Deleted');
      await fixture.remove(ref);
      await expect(edit(ref, 'Too late')).rejects.toMatchObject({ name: 'PlatformError', kind: 'gone' });
    });

    writesOnce(() => fixture);

    test('a post, a reply and an edit are one request each', async () => {
      const ref = await post('Once');
      expect(fixture.requests()).toBe(1);
      await reply('Below', ref);
      expect(fixture.requests()).toBe(2);
      await edit(ref, 'Twice');
      expect(fixture.requests()).toBe(3);
    });

    if (neverFails) return;

    test.each([
      ...everyKind.filter(kind => kind !== 'gone').map(kind => ['post', kind] as const),
      ...everyKind.map(kind => ['reply', kind] as const),
      ...[...everyKind, 'frozen' as const].map(kind => ['edit', kind] as const),
    ])('a %s that fails as %s is reported in a sentence after exactly one request', async (request, kind) => {
      const ref = await post('Parent');
      fixture.fail?.(request, kind);
      const before = fixture.requests();
      const attempt = { post: () => post('x'), reply: () => reply('x', ref), edit: () => edit(ref, 'x') }[request];
      const error = await attempt().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(PlatformError);
      expect(error).toMatchObject({ kind, retryAfter: kind === 'rate_limited' ? 2000 : null });
      expect((error as PlatformError).message).toMatch(/^.{10,}\.?$/);
      expect(fixture.requests() - before).toBe(1);
    });

    test('a rate limit of a channel delays only that channel', async () => {
      await waitUntil(fixture.platform.readyAt(fixture.channel));
      fixture.fail?.('post', 'rate_limited');
      await expect(post('Too soon')).rejects.toMatchObject({ kind: 'rate_limited', scope: 'channel' });
      expect(fixture.platform.isReady(fixture.channel)).toBe(false);
      expect(fixture.platform.readyAt(fixture.channel)).toBeGreaterThan(Date.now());
      const limited = fixture.platform.readyAt(fixture.channel);
      expect(fixture.platform.readyAt(fixture.elsewhere)).toBeLessThan(limited);
      await waitUntil(fixture.platform.readyAt(fixture.elsewhere));
      await fixture.platform.post({ channel: fixture.elsewhere, message: sayMessage('Elsewhere'), nonce: 'elsewhere' });
    });

    test('a rate limit of edits delays no post, and a rate limit of posts no edit', async () => {
      const { platform, channel } = fixture;
      const ref = await post('Card');
      fixture.fail?.('edit', 'rate_limited');
      await expect(edit(ref, 'Too soon')).rejects.toMatchObject({ kind: 'rate_limited' });
      const editReady = platform.readyAt(channel, ref);
      expect(editReady).toBeGreaterThan(Date.now() + 1000);
      expect(platform.readyAt(channel)).toBeLessThan(editReady);
      await post('Meanwhile');
      await waitUntil(editReady);
      fixture.fail?.('post', 'rate_limited');
      await expect(post('Too soon')).rejects.toMatchObject({ kind: 'rate_limited' });
      expect(platform.readyAt(channel, ref)).toBeLessThan(platform.readyAt(channel));
      await edit(ref, 'Edited');
      expect(fixture.read()).toContain('Edited, at length');
    });

    if (!looksUp) return;

    test('a message whose response was lost is found only by its nonce in its channel', async () => {
      const since = Date.now();
      await post('Before', 'first');
      fixture.disturb('post', 'drop after');
      await expect(post('Lost', 'second')).rejects.toMatchObject({ kind: 'transient', uncertain: true });
      await post('After', 'third');
      const ref = await fixture.platform.find(fixture.channel, 'second', since);
      expect(ref).toMatch(/./);
      await edit(ref ?? '', 'Found');
      expect(fixture.read()).not.toContain('Lost');
      expect(await fixture.platform.find(fixture.channel, 'fourth', since)).toBeNull();
      expect(await fixture.platform.find(fixture.elsewhere, 'second', since)).toBeNull();
    });

    test('a reply whose response was lost is found in its thread', async () => {
      const since = Date.now();
      const parent = await post('Parent');
      fixture.disturb('reply', 'drop after');
      await expect(reply('Lost', parent, 'lost')).rejects.toMatchObject({ kind: 'transient', uncertain: true });
      const lookup = { channel: fixture.channel, parent, nonce: 'lost', since };
      const found = await fixture.platform.findReply(lookup);
      expect(found).toMatchObject({ parent });
      await edit(found?.ref ?? '', 'Found');
      expect(fixture.read()).not.toContain('Lost');
      expect(await fixture.platform.findReply({ ...lookup, nonce: 'other' })).toBeNull();
    });
  });
}

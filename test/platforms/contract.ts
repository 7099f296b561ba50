/** Tests that every platform passes against its fake. Run them in the platform's own test file. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/messages/message.ts';
import { type ErrorKind, type Platform, PlatformError } from '../../src/platforms/platform.ts';

interface ContractFixture {
  /** Not yet started. */
  platform: Platform;
  /** A channel the bot can post to. */
  channel: string;
  /** Another channel the bot can post to. */
  elsewhere: string;
  /** The channel's messages in plain text. */
  read(): string;
  /** The number of posts and edits the platform has requested since the fake started. */
  requests(): number;
  /** Makes the next post fail with an error of this kind; a rate limit's wait is 2 seconds. */
  fail(kind: Exclude<ErrorKind, 'mention'>): void;
  /** Carries out the next post but loses its response. */
  loseAnswer(): void;
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

export function platformContract(name: string, open: () => Promise<ContractFixture>): void {
  describe(`${name} as a platform`, () => {
    let fixture: ContractFixture;
    let deliveries = 0;
    const post = (text: string, more: { replyTo?: string; nonce?: string } = {}) =>
      fixture.platform.post({
        channel: fixture.channel,
        message: sayMessage(text),
        nonce: `delivery ${++deliveries}`,
        ...more,
      });

    beforeEach(async () => {
      fixture = await open();
      await fixture.platform.start();
    });
    afterEach(() => fixture.close());

    test('post returns a ref, and the message is readable', async () => {
      expect(await post('Missed call')).toMatch(/./);
      expect(fixture.read()).toContain('Missed call, at length');
    });

    test('edit changes only the message of the ref', async () => {
      const ref = await post('Call started');
      await post('Another');
      await fixture.platform.edit(fixture.channel, ref, sayMessage('Call ended'));
      expect(fixture.read()).toContain('Call ended, at length');
      expect(fixture.read()).toContain('Another, at length');
      expect(fixture.read()).not.toContain('Call started');
    });

    test('replyTo posts below the message', async () => {
      const ref = await post('First');
      await post('Second');
      await post('Reply to the first', { replyTo: ref });
      const read = fixture.read();
      const places = ['First', 'Reply to the first', 'Second'].map(text => read.indexOf(`${text}, at length`));
      expect(places).not.toContain(-1);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    });

    test.for(['transient', 'rate_limited', 'channel', 'token', 'message'] as const)(
      'a %s failure is reported in a sentence after exactly one request',
      async kind => {
        fixture.fail(kind);
        const before = fixture.requests();
        const error = await post('Refused').then(
          () => null,
          (reason: unknown) => reason,
        );
        expect(error).toBeInstanceOf(PlatformError);
        expect(error).toMatchObject({ kind, retryAfter: kind === 'rate_limited' ? 2000 : null });
        expect((error as PlatformError).message).toMatch(/^.{10,}\.?$/);
        expect(fixture.requests() - before).toBe(1);
      },
    );

    test('a message whose response was lost is found only by its nonce in its channel', async () => {
      const since = Date.now();
      await post('Before', { nonce: 'first' });
      fixture.loseAnswer();
      await expect(post('Lost', { nonce: 'second' })).rejects.toMatchObject({ kind: 'transient', uncertain: true });
      await post('After', { nonce: 'third' });
      const ref = await fixture.platform.find(fixture.channel, 'second', since);
      expect(ref).toMatch(/./);
      await fixture.platform.edit(fixture.channel, ref ?? '', sayMessage('Found'));
      expect(fixture.read()).not.toContain('Lost');
      expect(await fixture.platform.find(fixture.channel, 'fourth', since)).toBeNull();
      expect(await fixture.platform.find(fixture.elsewhere, 'second', since)).toBeNull();
    });

    test('a rate limit of a channel delays only that channel', async () => {
      await waitUntil(fixture.platform.readyAt(fixture.channel));
      fixture.fail('rate_limited');
      await expect(post('Too soon')).rejects.toMatchObject({ kind: 'rate_limited', scope: 'channel' });
      expect(fixture.platform.readyAt(fixture.channel)).toBeGreaterThan(Date.now());
      const limited = fixture.platform.readyAt(fixture.channel);
      expect(fixture.platform.readyAt(fixture.elsewhere)).toBeLessThan(limited);
      await waitUntil(fixture.platform.readyAt(fixture.elsewhere));
      await fixture.platform.post({ channel: fixture.elsewhere, message: sayMessage('Elsewhere'), nonce: 'elsewhere' });
    });

    test('a post and an edit are one request each', async () => {
      const ref = await post('Once');
      expect(fixture.requests()).toBe(1);
      await fixture.platform.edit(fixture.channel, ref, sayMessage('Twice'));
      expect(fixture.requests()).toBe(2);
    });
  });
}

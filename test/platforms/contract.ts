/** What every platform must do, checked against its fake. Run it in the platform's own test file. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/messages/message.ts';
import { type ErrorKind, type Platform, PlatformError } from '../../src/platforms/platform.ts';

export interface ContractFixture {
  /** Not yet started. */
  platform: Platform;
  /** An address the bot may post to. */
  channel: string;
  /** Another one. */
  elsewhere: string;
  /** What people would read in that channel. */
  read(): string;
  /** How many posts and edits the platform has asked for since the fake began. */
  requests(): number;
  /** Makes the next post fail as the platform's API would for this kind; a rate limit asks for 2 seconds. */
  fail(kind: Exclude<ErrorKind, 'mention'>): void;
  /** The next post is carried out, but its answer is lost. */
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
  describe(`${name} keeps the contract of platforms`, () => {
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

    test('post returns a ref, and people can read the message', async () => {
      expect(await post('Missed call')).toMatch(/./);
      expect(fixture.read()).toContain('Missed call, at length');
    });

    test('edit changes the message that the ref names', async () => {
      const ref = await post('Call started');
      await post('Another');
      await fixture.platform.edit(fixture.channel, ref, sayMessage('Call ended'));
      expect(fixture.read()).toContain('Call ended, at length');
      expect(fixture.read()).toContain('Another, at length');
      expect(fixture.read()).not.toContain('Call started');
    });

    test('replyTo answers in the thread, below the message', async () => {
      const ref = await post('First');
      await post('Second');
      await post('Reply to the first', { replyTo: ref });
      const read = fixture.read();
      const places = ['First', 'Reply to the first', 'Second'].map(text => read.indexOf(`${text}, at length`));
      expect(places).not.toContain(-1);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    });

    test.for(['transient', 'rate_limited', 'channel', 'token', 'message'] as const)(
      'a failure is told as %s, with a sentence, after exactly one request',
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

    test('a message whose answer was lost is found by its nonce, and no other one is', async () => {
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

    test('after a limit of a channel it is not ready before that has passed, and another one is', async () => {
      await waitUntil(fixture.platform.readyAt(fixture.channel));
      fixture.fail('rate_limited');
      await expect(post('Too soon')).rejects.toMatchObject({ kind: 'rate_limited', scope: 'channel' });
      expect(fixture.platform.readyAt(fixture.channel)).toBeGreaterThan(Date.now());
      const limited = fixture.platform.readyAt(fixture.channel);
      expect(fixture.platform.readyAt(fixture.elsewhere)).toBeLessThan(limited);
      await waitUntil(fixture.platform.readyAt(fixture.elsewhere));
      await fixture.platform.post({ channel: fixture.elsewhere, message: sayMessage('Elsewhere'), nonce: 'elsewhere' });
    });

    test('what works is one request each', async () => {
      const ref = await post('Once');
      expect(fixture.requests()).toBe(1);
      await fixture.platform.edit(fixture.channel, ref, sayMessage('Twice'));
      expect(fixture.requests()).toBe(2);
    });
  });
}

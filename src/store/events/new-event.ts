import type { Event, TestReach } from '../../events/event.ts';

/** An event on its way into the store: `key` and `repeat` as the normalizer gave them. */
export interface NewEvent {
  event: Omit<Event, 'id' | 'raw'>;
  /** The body as it came, JSON text. */
  raw: string;
  key: readonly string[];
  repeat?: { pair: readonly string[]; side: string };
  problems: string[];
  receivedAt: number;
  /** Set for a test webhook. */
  test?: TestReach | undefined;
}

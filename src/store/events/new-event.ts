import type { Event, TestReach } from '../../events/event.ts';

/** An event to be stored. `key`, `repeat` and `problems` are the normalizer's. */
export interface NewEvent {
  event: Omit<Event, 'id'>;
  /** The body as received, JSON text. */
  raw: string;
  key: readonly string[];
  repeat?: { pair: readonly string[]; side: string };
  problems: string[];
  receivedAt: number;
  /** Set for a test webhook. */
  test?: TestReach | undefined;
}

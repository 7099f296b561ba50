import { describeWhy, explainEvent } from '../operations/why/why-report.ts';
import { shownState } from '../store/deliveries/delivery-states.ts';
import type { Db } from '../store/tables.ts';
import type { EventExplanation } from './console.ts';
import { writeMoment } from './lookalike/frame.ts';

/** Explains for the page why an event was or wasn't posted, with times in this zone; null when it doesn't exist. */
export async function explainForPage(
  db: Db,
  event: string,
  timezone: string | undefined,
): Promise<EventExplanation | null> {
  const answer = await explainEvent(db, event);
  if (!answer) return null;
  const channels = answer.channels.map(({ channel, explanation, delivery, trouble }) => {
    return { channel, outcome: explanation.outcome, state: delivery ? shownState(delivery, trouble) : null };
  });
  const writeTime = (moment: number) =>
    (['short', 'seconds'] as const).map(format => writeMoment(moment / 1000, format, { timezone })).join(', ');
  return { type: answer.event.type, channels, lines: describeWhy(answer, writeTime).map(({ text }) => text) };
}

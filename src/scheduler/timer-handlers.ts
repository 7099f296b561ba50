/** The timers of every server, by kind. */
import { audit } from '../store/audit-log.ts';
import { deleteOldState, savedStateTimer } from '../store/saved-state.ts';
import { endMute, muteTimer } from '../store/settings/channels.ts';
import type { TimerHandler } from './scheduler.ts';

/** Ends a mute. Routing compares the times itself, so a late timer delays only the entry in the audit log. */
const endMuteOf: TimerHandler = async (tx, { key: channel, due, now }) => {
  if (!(await endMute(tx, channel, now))) return;
  const detail = { until: new Date(due).toISOString() };
  await audit(tx, { actor: 'timer', action: 'end mute', target: channel, detail }, now);
};

export const timerHandlers: Readonly<Record<string, TimerHandler>> = {
  [muteTimer]: endMuteOf,
  [savedStateTimer]: (tx, { now }) => deleteOldState(tx, now),
};

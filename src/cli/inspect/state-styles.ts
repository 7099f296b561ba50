/** Terminal colors of the delivery states. */
import type { ShownState } from '../../store/deliveries/delivery-states.ts';
import type { Style } from '../terminal.ts';

export const stateStyles: Record<ShownState | 'skipped', Style> = {
  queued: 'cyan',
  retrying: 'yellow',
  'on-hold': 'yellow',
  sending: 'cyan',
  posted: 'green',
  batched: 'green',
  superseded: 'dim',
  ignored: 'dim',
  muted: 'dim',
  failed: 'red',
  skipped: 'dim',
};

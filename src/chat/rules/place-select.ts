/** A menu of the positions that a rule can have in its channel's list. */
import { describeRuleAsText } from '../../operations/describe-rule.ts';
import type { Select } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { shortLabel } from '../reply/build-reply.ts';

/** Offers at most 25 positions among the other rules: first, last and those near the current one. */
export function placeSelect(action: string, others: readonly Rule[], position: number): Select {
  const all = [...others.keys(), others.length];
  const near = all.filter(
    place => all.length <= 25 || place === 0 || place === all.length - 1 || Math.abs(place - position) <= 11,
  );
  return {
    is: 'select',
    placeholder: 'Position',
    action,
    choices: near.map(place => ({ label: placeLabel(place, others), value: String(place) })),
  };
}

/** Reads the position of a menu or an action ID; null for anything invalid. */
export function readPlace(text = ''): number | null {
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

function placeLabel(place: number, others: readonly Rule[]): string {
  if (place === 0) return 'First';
  if (place === others.length) return 'Last';
  const before = others[place - 1];
  return shortLabel(
    before ? `After rule ${before.position + 1}: ${describeRuleAsText(before)}` : `After rule ${place}`,
  );
}

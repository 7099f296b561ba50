/** The cost of an event with 10,000 rules, 10 of them for its type, compared with only those 10. */
import { type Event, fillPart } from '../../src/events/event.ts';
import { eventTypeNames } from '../../src/events/types.ts';
import { buildIndex, type RuleIndex } from '../../src/rules/match.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { now } from './clock.ts';
import { atMost, type Figure, ratio } from './figures.ts';
import { median } from './statistics.ts';

const rules = 10_000;
const repeats = 5000;
const rounds = 21;
const type = 'call.missed';

const event: Event = {
  id: 'evt_1',
  source: 'cometchat',
  provider: 'cometchat',
  trigger: 'call_unanswered',
  type,
  subject: null,
  time: null,
  notes: [],
  call: fillPart('call', { kind: 'audio', caller: { id: 'caller-1', name: null } }),
};

/** The `at`-th of ten in its channel; one that names the type has a condition and every second of those matches. */
function ruleAt(at: number, on: string): Rule {
  const channel = `slack:T0123/C${Math.floor(at / 10)}`;
  const condition = `call.kind == "${at % 2 === 0 ? 'audio' : 'video'}"`;
  return { id: `${at}`, channel, position: at % 10, on, do: 'post', ...(on === type && { if: condition }) };
}

/** Microseconds that an event takes. */
function cost(index: RuleIndex): number {
  const startedAt = now();
  for (let n = 0; n < repeats; n++) index.decide(event, () => null);
  return ((now() - startedAt) * 1000) / repeats;
}

export async function measureRouting(): Promise<Figure[]> {
  const others = eventTypeNames.filter(name => name !== type);
  const ofType = Array.from({ length: 10 }, (_, n) => ruleAt(n * (rules / 10), type));
  const more = Array.from({ length: rules }, (_, at) => ruleAt(at, others[at % others.length] as string));
  const few = buildIndex(ofType);
  const many = buildIndex([...ofType, ...more.filter((_, at) => at % (rules / 10) !== 0)]);
  const costs: { few: number; many: number }[] = [];
  // The first ones warm up.
  for (let round = -5; round < rounds; round++) {
    const both = { few: cost(few), many: cost(many) };
    if (round >= 0) costs.push(both);
  }
  return [
    { what: 'routing past 10 rules', measured: `${median(costs.map(round => round.few)).toFixed(2)} µs` },
    { what: 'routing past 10,000 rules', measured: `${median(costs.map(round => round.many)).toFixed(2)} µs` },
    atMost('10,000 rules to 10', median(costs.map(round => round.many / round.few)), 1.5, ratio),
  ];
}

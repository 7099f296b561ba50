/** The longest time that the process is blocked by hostile inputs that a channel's member can enter. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseRuleLine } from '../../src/chat/rules/line/parse-rule-line.ts';
import { fillPart } from '../../src/events/event.ts';
import type { Message } from '../../src/messages/message.ts';
import { type RenderContext, render, renderStrictly } from '../../src/messages/render-template.ts';
import { checkTemplate } from '../../src/messages/template/check-template.ts';
import { backtest } from '../../src/operations/backtest.ts';
import { openCore } from '../../src/operations/core.ts';
import { lintTemplate } from '../../src/operations/lint-template.ts';
import { platformDescriptors } from '../../src/platforms/index.ts';
import { checkRule } from '../../src/rules/check-rule.ts';
import { explain } from '../../src/rules/explain.ts';
import { buildIndex } from '../../src/rules/match.ts';
import { ruleBounds } from '../../src/rules/rule.ts';
import { findUnreachable } from '../../src/rules/unreachable.ts';
import { addEvents } from '../../src/store/events/insert-events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';
import { makeAttendee, makeContext, makeEvent, makeSession, makeTemplate } from '../messages/samples.ts';
import { rulesOf } from '../rules/arbitrary-rules.ts';
import { atMost, type Figure, milliseconds } from './figures.ts';
import { hostileConditions, hostileName, hostileShortNames, hostileTemplates } from './hostile-inputs.ts';
import { median } from './statistics.ts';

/** Milliseconds. */
const goal = 200;
const rounds = 3;

type Work = () => unknown;

/** Milliseconds that the main thread has worked: on a busy machine a block takes longer, for it has to wait as well. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of work of the longest stretch in which nothing else ran. */
async function longestBlock(work: Work): Promise<number> {
  let last = worked();
  let longest = 0;
  let running = true;
  const tick = () => {
    const at = worked();
    longest = Math.max(longest, at - last);
    last = at;
    if (running) setImmediate(tick);
  };
  setImmediate(tick);
  await turn();
  await work();
  await turn();
  running = false;
  return longest;
}

async function measure(what: string, work: Work): Promise<Figure> {
  const blocks: number[] = [];
  for (let round = 0; round < rounds; round++) blocks.push(await longestBlock(work));
  return atMost(what, median(blocks), goal, milliseconds);
}

/** The worst of several inputs, with its name. */
async function measureWorst(what: string, inputs: readonly (readonly [string, Work])[]): Promise<Figure> {
  let worst: { name: string; block: number } = { name: '', block: 0 };
  for (const [name, work] of inputs) {
    const blocks: number[] = [];
    for (let round = 0; round < rounds; round++) blocks.push(await longestBlock(work));
    if (median(blocks) > worst.block) worst = { name, block: median(blocks) };
  }
  return atMost(`${what}: ${worst.name}`, worst.block, goal, milliseconds);
}

const people = Array.from({ length: 10_000 }, (_, at) => ({ ...makeAttendee(`Person ${at}`), id: `id${at}` }));
const session = makeSession({ people });
const event = makeEvent('message.sent', {
  message: { text: 'words <b> *more* '.repeat(2000), sender: { name: hostileName } },
  call: { kind: 'audio', caller: { id: 'u1' } },
});
const context = makeContext(event, session);

/** Events whose bodies are as hostile as they may be: many people, few with a name, and a meeting's own list. */
const contexts = [
  context,
  makeContext(
    makeEvent('meeting.ended', {
      meeting: { id: hostileName, people: people.map(({ id }) => ({ id, name: null, joinedAt: null, leftAt: null })) },
    }),
    makeSession({ people: [] }),
  ),
  makeContext(makeEvent('message.sent', { message: { mentions: people.map(({ id, name }) => ({ id, name })) } }), null),
];

/** The work of a template preview between two database queries. */
function templateSteps(body: string, context: RenderContext): Record<string, Work> {
  // Each time another object, as each form is.
  const fresh = () => makeTemplate(body, { title: 'x' });
  let message: Message = render(fresh(), context);
  return {
    check: () => checkTemplate(fresh()),
    render: () => {
      message = render(fresh(), context);
    },
    strictly: () => {
      try {
        renderStrictly(fresh(), context);
      } catch {
        // It is rejected.
      }
    },
    lint: () => lintTemplate(fresh(), ['message.sent'], [message, message, message]),
    shape: () => Object.values(platformDescriptors).map(kind => kind.render(message)),
  };
}

async function measureTemplates(): Promise<Figure[]> {
  const all = contexts.flatMap((context, at) => {
    const templates = Object.entries(at === 0 ? hostileTemplates : hostileShortNames);
    return templates.map(([name, body]) => [`${name}, event ${at + 1}`, templateSteps(body, context)] as const);
  });
  const steps = ['check', 'render', 'strictly', 'lint', 'shape'];
  return inTurn(
    steps.map(
      step => () =>
        measureWorst(
          `template, ${step}`,
          all.map(([name, works]) => [name, works[step] as Work]),
        ),
    ),
  );
}

function measureConditions(): Promise<Figure[]> {
  const channel = 'slack:T1/C1';
  const checks = { templates: [], checkMention: () => ({ ok: true }) as const };
  const rulesFor = (condition: string) =>
    rulesOf(channel, ...Array.from({ length: ruleBounds.rules }, () => ({ on: '*', if: condition })));
  const conditions = Object.entries(hostileConditions);
  return inTurn([
    () =>
      measureWorst(
        'condition, saved',
        conditions.map(([name, text]) => [name, () => checkRule({ on: '*', if: text }, checks)]),
      ),
    () =>
      measureWorst(
        `${ruleBounds.rules} rules with it, one event`,
        conditions.map(([name, text]) => {
          const index = buildIndex(rulesFor(text));
          return [name, () => index.decide(event, () => makeSession({ people }))];
        }),
      ),
    () =>
      measureWorst(
        `${ruleBounds.rules} rules with it, why`,
        conditions.map(([name, text]) => {
          const rules = rulesFor(text);
          return [name, () => explain(event, rules, () => makeSession({ people }))];
        }),
      ),
  ]);
}

function measureRules(): Promise<Figure[]> {
  const globs = Array.from({ length: ruleBounds.rules }, (_, at) => ({
    on: Array.from({ length: ruleBounds.types }, (_, type) => `other.a${at}*b${type}*c`),
  }));
  const rules = rulesOf('slack:T1/C1', ...globs);
  const lines = ['calll ', 'a.b ', '"a" ', '\\"', 'if ', 'call.* ', '“'].map(
    word => [word, () => parseRuleLine(word.repeat(4000 / word.length), typed => typed)] as const,
  );
  return inTurn([
    () => measure('the list of the most rules with the most globs', () => findUnreachable(rules)),
    () =>
      measure('an unknown event against them', () =>
        buildIndex(rules).decide({ ...event, type: 'other.zzz' }, () => null),
      ),
    () => measureWorst('a typed rule of 4,000 characters', lines),
  ]);
}

/** A week's events of one session, and of one with very many people. */
async function measureBacktest(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  const core = await openCore(`sqlite:${join(folder, 'callboard.db')}`);
  const since = Date.now() - 3_600_000;
  try {
    const joins = Array.from({ length: 3000 }, (_, at) => joined(at, since + at * 1000));
    for (let at = 0; at < joins.length; at += 500) await addEvents(core.database, joins.slice(at, at + 500));
    const conditions = ['session.peak > 2', 'session.people.size() > 2', 'session.people.exists(p, p.name == "none")'];
    const { db } = core.database;
    const test = (condition: string) => () =>
      backtest(db, { now: [], next: rulesOf('slack:T1/C1', { on: '*', if: condition }) }, { since });
    return await inTurn(
      conditions.map(
        condition => () => measure(`backtest over 3,000 events of a session: ${condition}`, test(condition)),
      ),
    );
  } finally {
    await core.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function joined(at: number, time: number): NewEvent {
  const { id: _id, ...known } = makeEvent('participant.joined', {
    participant: fillPart('participant', {
      id: `u${at}`,
      name: `Person ${at}`,
      joinedAt: new Date(time).toISOString(),
    }),
  });
  const normalized = { ...known, subject: 'meeting-1', time: new Date(time).toISOString() };
  return { event: normalized, raw: '{}', key: [String(at)], problems: [], receivedAt: time } as unknown as NewEvent;
}

async function inTurn(measures: readonly (() => Promise<Figure>)[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const one of measures) figures.push(await one());
  return figures;
}

export async function measureHostile(): Promise<Figure[]> {
  return [
    ...(await measureTemplates()),
    ...(await measureConditions()),
    ...(await measureRules()),
    ...(await measureBacktest()),
  ];
}

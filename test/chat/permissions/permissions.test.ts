/** Permissions: every step of every command × every kind of user. permission-steps.ts lists the steps. */
import { describe, expect, test } from 'vitest';
import { commands } from '../../../src/chat/commands.ts';
import type { Access } from '../../../src/store/settings/workspaces.ts';
import { openChat, type TestUser } from '../chat-harness.ts';
import { type StepCase, steps } from './permission-steps.ts';
import { openWorld } from './permission-world.ts';

test('every step of every command is in the table', () => {
  const all = commands.flatMap(({ name, verbs = {}, actions = {}, forms = {}, revisions = {} }) => [
    name,
    ...Object.keys(verbs).map(verb => `${name} ${verb}`),
    ...Object.keys(actions).map(action => `press ${name}.${action}`),
    ...Object.keys(forms).map(form => `submit ${name}.${form}`),
    ...Object.keys(revisions).map(form => `revise ${name}.${form}`),
  ]);
  expect(Object.keys(steps).sort()).toEqual(all.sort());
});

const absent =
  'I can only do this in channels that you and I are both in. Join the channel, then run /invite @Callboard there.';
const managers = 'Only workspace admins can change this.';
const named = 'Only admins and the people they chose can change this. Run /callboard access to see who.';
const guests = 'Guests can’t change this. Ask a full member.';
const admins = 'Only workspace admins can do this.';
const operators =
  'This is shared by all workspaces, so only operators can change it. Operators are listed in Callboard’s OPERATORS setting.';
const unknown = 'Slack did not say who you are.';

type ByAccess = [members: string | null, managers: string | null, named: string | null];

/** The refusal for each permission; null: allowed. `change` by the workspace's access setting, in the order of `accesses`. */
interface Row {
  who: TestUser;
  see?: string;
  change: ByAccess;
  /** The same for another channel of the workspace, where it is different. */
  changeThere?: ByAccess;
  manage: string | null;
  operate: string | null;
}

const userKinds: Record<string, Row> = {
  'a guest': { who: { guest: true }, change: [guests, managers, named], manage: admins, operate: operators },
  'a person whose role Slack doesn’t report': {
    ...{ who: { unknown }, change: [unknown, unknown, named], manage: admins, operate: operators },
  },
  'a member who is not in the channel': {
    ...{ who: { id: 'UOUT' }, see: absent, change: [absent, absent, absent] },
    ...{ manage: admins, operate: operators },
  },
  'a member': { who: {}, change: [null, managers, named], manage: admins, operate: operators },
  "the channel's manager": {
    ...{ who: { manager: true }, change: [null, null, named], changeThere: [null, managers, named] },
    ...{ manage: admins, operate: operators },
  },
  'a person named in the access setting': {
    ...{ who: { id: 'U0005' }, change: [null, managers, null], manage: admins, operate: operators },
  },
  'an admin of the workspace': { who: { admin: true }, change: [null, null, null], manage: null, operate: operators },
  'an operator': { who: { id: 'UOPS' }, change: [null, null, null], manage: null, operate: null },
  'an admin of another workspace, in a channel of theirs': {
    ...{ who: { admin: true, workspace: 'T2', channel: 'T2/C1' }, change: [null, null, null] },
    ...{ manage: null, operate: operators },
  },
  'a user of the console': {
    ...{ who: { id: 'console', admin: true, platform: 'preview', workspace: 'demo', channel: 'demo/calls' } },
    ...{ change: [null, null, null], manage: null, operate: null },
  },
};

const accesses: Access[] = [{ who: 'members' }, { who: 'managers' }, { who: 'named', people: ['U0005'] }];

const people = ['U1', 'U0005', 'UOPS', 'console'];

/** Null, or the refusal. A command that is typed in a channel proves presence; a button that was shown there does not. */
function refusalOf(step: string, { needs }: StepCase, row: Row, at: number): string | null {
  switch (needs) {
    case 'see':
      return /^(press|submit|revise) /.test(step) ? (row.see ?? null) : null;
    case 'change':
      return row.change[at] ?? null;
    case 'change there':
      return row.change[at] ?? row.changeThere?.[at] ?? null;
    default:
      return row[needs];
  }
}

/** The settings that make a difference to this person; one of them where none does. */
function accessesFor({ change, changeThere }: Row): { access: Access; at: number }[] {
  const all = accesses.map((access, at) => ({ access, at }));
  const isOneForAll = [change, changeThere ?? change].every(([first, ...others]) => others.every(one => one === first));
  return isOneForAll ? all.slice(-1) : all;
}

describe.each(Object.entries(userKinds))('%s', (_name, row) => {
  test.each(accessesFor(row))('with access for $access.who', async ({ access, at }) => {
    const world = await openWorld(access, people);
    for (const [step, cases] of Object.entries(steps)) {
      for (const each of cases) {
        const { input, needs, shows, changes } = each;
        const refusal = refusalOf(step, each, row, at);
        const maysThere = (row.changeThere ?? row.change)[at] === null;
        const phrase = typeof shows === 'string' ? shows : shows[maysThere ? 'there' : 'here'];
        const { shown, changed, others } = await world.attempt(step, input, row.who);
        const isShown = refusal === null ? shown.includes(phrase) : shown === refusal;
        const allowedOthers = needs === 'operate' ? ['none', 'shared'] : ['none'];
        expect({
          step,
          input,
          shown: isShown ? (refusal ?? phrase) : shown,
          changed,
          others: others.filter(owner => !allowedOthers.includes(owner)),
        }).toEqual({ step, input, shown: refusal ?? phrase, changed: refusal === null ? changes : '', others: [] });
      }
    }
    expect(world.logged).toEqual([]);
  });
});

test('completions are offered only to people who may use the command', async () => {
  const chat = await openChat();
  const choices = async (words: string, who: TestUser) => {
    const answer = await chat.request({ is: 'completion', words }, who);
    return answer.is === 'completions' ? answer.choices.length : null;
  };
  for (const words of ['add call.mis', 'mute 3', 'access adm']) {
    expect(await choices(words, { admin: true }), words).toBeGreaterThan(0);
    expect(await choices(words, { guest: true }), words).toBe(0);
  }
});

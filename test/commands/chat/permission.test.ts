/**
 * Who may do what: every step of every command × everybody there is. A step that is not listed here fails the first test,
 * so a new one has to say what it needs in both places.
 */
import { describe, expect, test } from 'vitest';
import type { Need } from '../../../src/commands/chat/command.ts';
import { commands } from '../../../src/commands/chat/index.ts';
import { type Access, saveAccess } from '../../../src/store/workspaces.ts';
import { type Asker, textOf } from './chat.ts';
import { openWorld } from './permission-world.ts';

/** By the step, what it is asked with and what that needs; `$…` is filled in by permission-world.ts. */
const steps: Record<string, [asked: string, need: Need][]> = {
  menu: [['', 'see']],
  help: [['', 'see']],
  status: [['', 'see']],
  add: [
    ['', 'change'],
    ['call.missed', 'change'],
  ],
  'press add.new': [['', 'change']],
  'press add.change': [['$draft', 'change']],
  'press add.narrow': [['$draft', 'change']],
  'press add.more': [['$draft', 'change']],
  'press add.place': [['$draft', 'change']],
  'press add.save': [['$draft', 'change']],
  'press add.over': [['$draft', 'change']],
  'press add.anew': [['$draft', 'change']],
  'press add.cancel': [['$draft', 'change']],
  'submit add.form': [['', 'change']],
  'submit add.narrow': [['$draft', 'change']],
  'submit add.more': [['$draft', 'change']],
  rules: [
    ['', 'see'],
    ['1', 'see'],
  ],
  'press rules.choose': [['', 'see']],
  'press rules.page': [['0', 'see']],
  'press rules.open': [['$rule', 'see']],
  'press rules.edit': [['$rule', 'change']],
  'press rules.up': [['$rule', 'change']],
  'press rules.down': [['$rule', 'change']],
  'press rules.pause': [['$rule', 'change']],
  'press rules.resume': [['$rule', 'change']],
  'press rules.remove': [['$rule', 'change']],
  'press rules.restore': [['$removed', 'change']],
  'press rules.duplicate': [['$rule', 'change']],
  'press rules.copy': [['$rule', 'change']],
  edit: [['1', 'change']],
  remove: [['1', 'change']],
  templates: [
    ['', 'see'],
    ['call.missed', 'see'],
  ],
  'press templates.open': [['call.missed', 'see']],
  'press templates.page': [['0', 'see']],
  'press templates.history': [['call.missed', 'see']],
  'press templates.version': [['call.missed', 'see']],
  'press templates.edit': [['call.missed', 'change']],
  'press templates.resume': [['$template', 'change']],
  'press templates.save': [
    ['$template channel', 'change'],
    ['$template workspace', 'manage'],
    ['$template everywhere', 'operate'],
    ['gone channel', 'change'],
  ],
  'press templates.over': [
    ['$template channel 0', 'change'],
    ['$template workspace 0', 'manage'],
    ['$template everywhere 0', 'operate'],
  ],
  'press templates.discard': [['$template', 'change']],
  'press templates.back': [
    ['call.missed channel 1 1', 'change'],
    ['call.missed workspace 1 1', 'manage'],
    ['call.missed everywhere 1 1', 'operate'],
  ],
  'press templates.reset': [
    ['call.missed channel 1', 'change'],
    ['call.missed workspace 1', 'manage'],
    ['call.missed everywhere 1', 'operate'],
  ],
  'submit templates.preview': [['$template', 'change']],
  test: [['call_unanswered', 'change']],
  'press test.trigger': [['call_unanswered', 'change']],
  why: [
    ['', 'see'],
    ['ada', 'see'],
  ],
  'press why.event': [['evt_1', 'see']],
  'press why.message': [['1.1', 'see']],
  'press why.there': [['T1/C1', 'see']],
  mute: [['1h', 'change']],
  unmute: [['', 'change']],
  source: [
    ['', 'see'],
    ['lits', 'see'],
  ],
  'source list': [['', 'see']],
  'source add': [
    ['', 'manage'],
    ['cometchat $new', 'manage'],
  ],
  'source rotate': [
    ['', 'manage'],
    ['nowhere', 'manage'],
    ['ours', 'manage'],
    ['shared', 'operate'],
  ],
  'source remove': [
    ['', 'manage'],
    ['ours', 'manage'],
    ['shared', 'operate'],
  ],
  'press source.rotate': [
    ['ours keep 0', 'manage'],
    ['shared keep 0', 'operate'],
  ],
  'press source.drop': [
    ['ours', 'manage'],
    ['shared', 'operate'],
  ],
  'submit source.create': [['', 'manage']],
  'submit source.renew': [
    ['ours keep 0', 'manage'],
    ['shared keep 0', 'operate'],
  ],
  access: [
    ['', 'see'],
    ['members', 'manage'],
    ['nonsense', 'manage'],
  ],
  greet: [],
  'press greet.joined': [['', 'see']],
  'press greet.unheard': [['', 'see']],
  'press greet.use': [['recordings', 'change']],
  'press greet.choose': [['', 'change']],
};

test('every step of every command is in the table', () => {
  const all = commands.flatMap(({ name, verbs = {}, actions = {}, forms = {} }) => [
    name,
    ...Object.keys(verbs).map(verb => `${name} ${verb}`),
    ...Object.keys(actions).map(action => `press ${name}.${action}`),
    ...Object.keys(forms).map(form => `submit ${name}.${form}`),
  ]);
  expect(Object.keys(steps).sort()).toEqual(all.sort());
});

const absent = 'Only who is in the channel may do this, and Callboard has to be in it too: invite it first.';
const managers = 'Only who manages the channel may change this: ask them.';
const named = "Only those whom the workspace's admins named may change this: ask them.";
const guests = 'Guests may not change this: ask a member of the workspace.';
const admins = "Only the workspace's admins may do this.";
const operators =
  "This is everybody's: only who runs this Callboard may change it, on its console page or as one of its OPERATORS.";
const nobody = 'Slack did not say who you are.';
const sentences = [absent, managers, named, guests, nobody, admins, operators];

/** What everybody is told; null: they may. `change` by who may change things in the workspace. */
interface Row {
  who: Asker;
  see?: string;
  change: [members: string | null, managers: string | null, named: string | null];
  manage: string | null;
  operate: string | null;
}

const everybody: Record<string, Row> = {
  'a guest': { who: { guest: true }, change: [guests, managers, named], manage: admins, operate: operators },
  'somebody of whom Slack says nothing': {
    ...{ who: { unknown: nobody }, change: [nobody, nobody, named], manage: admins, operate: operators },
  },
  'a member who is not in the channel': {
    ...{ who: { id: 'UOUT' }, see: absent, change: [absent, absent, absent] },
    ...{ manage: admins, operate: operators },
  },
  'a member': { who: {}, change: [null, managers, named], manage: admins, operate: operators },
  "the channel's manager": { who: { manager: true }, change: [null, null, named], manage: admins, operate: operators },
  'one of those who are named': {
    ...{ who: { id: 'U0005' }, change: [null, managers, null], manage: admins, operate: operators },
  },
  'an admin of the workspace': { who: { admin: true }, change: [null, null, null], manage: null, operate: operators },
  'an operator': { who: { id: 'UOPS' }, change: [null, null, null], manage: null, operate: null },
  'an admin of another workspace, in a channel of theirs': {
    ...{ who: { admin: true, workspace: 'T2', channel: 'T2/C1' }, change: [null, null, null] },
    ...{ manage: null, operate: operators },
  },
  'who is at the console': {
    ...{ who: { id: 'console', admin: true, platform: 'preview', workspace: 'demo', channel: 'demo/calls' } },
    ...{ change: [null, null, null], manage: null, operate: null },
  },
};

const accesses: Access[] = [{ who: 'members' }, { who: 'managers' }, { who: 'named', people: ['U0005'] }];

/** What was typed in a channel says that somebody is in it; what they were shown there once does not. */
const toSee = (step: string, { see }: Row) => (/^(press|submit) /.test(step) ? (see ?? null) : null);

describe.each(Object.entries(everybody))('%s', (_name, row) => {
  test.each(accesses.map((access, at) => ({ access, at })))('where $access.who may change', async ({ access, at }) => {
    const world = await openWorld();
    for (const [step, cases] of Object.entries(steps)) {
      for (const [asked, need] of cases) {
        await world.renew();
        await saveAccess(world.chat.core.database.db, 'slack:T1', access);
        const before = await world.snapshot();
        const answer = textOf(await world.ask(step, asked, row.who));
        const refused = need === 'change' ? row.change[at] : need === 'see' ? toSee(step, row) : row[need];
        const told = sentences.find(sentence => sentence === answer) ?? null;
        expect({ step, asked, told }).toEqual({ step, asked, told: refused });
        if (refused !== null || row.who.workspace === 'T2') expect(await world.snapshot(), step).toEqual(before);
      }
    }
  });
});

test('what is being typed is completed for who may', async () => {
  const { chat } = await openWorld();
  const choices = async (words: string, who: Asker) => {
    const answer = await chat.ask({ is: 'completion', words }, who);
    return answer.is === 'completions' ? answer.choices.length : null;
  };
  for (const words of ['add call.mis', 'mute 3', 'access man']) {
    expect(await choices(words, { admin: true }), words).toBeGreaterThan(0);
    expect(await choices(words, { guest: true }), words).toBe(0);
  }
});

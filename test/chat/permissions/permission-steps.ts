/** Every step of every command: its input, the permission it needs, and its result for people who have that permission. */
import type { Need } from '../../../src/chat/command.ts';

/** `change there`: the permission to change this channel, and another one of the workspace. */
export type StepNeed = Need | 'change there';

export interface StepCase {
  /** Words, or the action's arguments, and after ` > ` the selected values. fill() in permission-world.ts has the placeholders. */
  input: string;
  needs: StepNeed;
  /**
   * Part of the answer, which only this result has. `there` and `here`: for people who can change the workspace's other
   * channel, and for those who can't.
   */
  shows: string | { there: string; here: string };
  /** The tables that change, sorted, between spaces. */
  changes: string;
}

type Row = readonly [input: string, needs: StepNeed, shows: StepCase['shows'], changes?: string];

const goneDraft = 'This draft was already saved or discarded, or has expired. Start again';
const goneTemplate = 'This draft was already saved or discarded';
const newRule = 'Review new rule';

const rows: Readonly<Record<string, readonly Row[]>> = {
  menu: [['', 'see', 'Callboard in this channel']],
  help: [['', 'see', 'Callboard commands']],
  status: [['', 'see', 'This channel, last 24 hours']],
  add: [
    ['', 'change', 'form Add rule'],
    ['call.missed', 'change', newRule],
  ],
  'press add.new': [['', 'change', 'form Add rule']],
  'press add.change': [
    ['$draft', 'change', 'form Edit rule'],
    ['gone', 'change', goneDraft],
  ],
  'press add.narrow': [['$draft', 'change', 'form Add filters']],
  'press add.more': [['$draft', 'change', 'form Set template']],
  'press add.place': [['$draft > 0', 'change', 'Position 1 of 4']],
  'press add.save': [
    ['$draft', 'change', '✓ Rule 4 saved', 'audit rules'],
    ['$outdated', 'change', 'Someone else edited this rule'],
    ['$template', 'change', goneDraft],
    ['gone', 'change', goneDraft],
  ],
  'press add.over': [['$outdated $mark', 'change', '✓ Rule 1 saved', 'audit rules']],
  'press add.recreate': [['$outdated', 'change', newRule]],
  'press add.cancel': [['$draft', 'change', 'Canceled. Nothing changed.']],
  'submit add.form': [
    ['', 'change', newRule],
    ['$draft', 'change', 'Ignore call.missed'],
  ],
  'revise add.form': [
    ['', 'change', 'form Add rule'],
    ['$draft', 'change', 'form Edit rule'],
  ],
  'submit add.narrow': [['$draft', 'change', 'Post call.missed, urgent']],
  'submit add.more': [['$draft', 'change', newRule]],
  rules: [
    ['', 'see', 'Rules in this channel'],
    ['1', 'see', 'Rule 1'],
  ],
  'press rules.choose': [[' > $second', 'see', 'Rule 2']],
  'press rules.page': [['0', 'see', 'Rules in this channel']],
  'press rules.open': [['$rule', 'see', 'Rule 1']],
  'press rules.edit': [['$rule', 'change', 'form Edit rule']],
  'press rules.up': [['$second', 'change', '✓ Rule 2 moved to position 1', 'audit rules']],
  'press rules.down': [['$rule', 'change', 'Rule 1 moved to position 2', 'audit rules']],
  'press rules.pause': [['$rule', 'change', '✓ Rule 1 paused', 'audit rules']],
  'press rules.resume': [['$paused', 'change', '✓ Rule 3 resumed', 'audit rules']],
  'press rules.remove': [['$rule', 'change', '✓ Rule 1 deleted', 'audit rules']],
  'press rules.undo': [
    ['$removed', 'change', '✓ Rule restored', 'audit rules'],
    ['$draft', 'change', 'This can’t be undone anymore.'],
  ],
  'press rules.duplicate': [
    ['$rule', 'change', { there: 'Copy rule 1 to which channel?', here: 'There are no other channels you can edit' }],
  ],
  'press rules.copy': [['$rule > $other', 'change there', '✓ Rule 1 copied to', 'audit rules']],
  'press rules.ask': [['pause 0', 'change', 'Which rule do you want to pause?']],
  'press rules.move': [['$rule', 'change', 'Move rule 1 to which position?']],
  'press rules.place': [
    ['$rule 2', 'change', '✓ Rule 1 moved to position 3', 'audit rules'],
    ['$rule > 1', 'change', '✓ Rule 1 moved to position 2', 'audit rules'],
  ],
  'press rules.uncopy': [
    ['$rule $other mark', 'change there', 'This can’t be undone anymore'],
    ['$copied $other $mark', 'change there', '✓ Copy deleted from', 'audit rules'],
  ],
  edit: [['1', 'change', 'form Edit rule']],
  move: [
    ['1', 'change', 'Move rule 1 to which position?'],
    ['3 1', 'change', '✓ Rule 3 moved to position 1', 'audit rules'],
  ],
  pause: [['1', 'change', '✓ Rule 1 paused', 'audit rules']],
  resume: [['3', 'change', '✓ Rule 3 resumed', 'audit rules']],
  copy: [
    ['1', 'change', { there: 'Copy rule 1 to which channel?', here: 'There are no other channels you can edit' }],
    ['1 $other', 'change there', '✓ Rule 1 copied to', 'audit rules'],
  ],
  delete: [['1', 'change', '✓ Rule 1 deleted', 'audit rules']],
  templates: [
    ['', 'see', 'Templates control how messages look'],
    ['call.missed', 'see', 'Version 1 (this channel)'],
  ],
  'press templates.open': [['call.missed', 'see', 'Version 1 (this channel)']],
  'press templates.page': [['0', 'see', 'Templates control how messages look']],
  'press templates.history': [['call.missed', 'see', 'Version history of call.missed']],
  'press templates.version': [['call.missed > channel.1', 'see', 'Version 1 of call.missed (this channel)']],
  'press templates.edit': [['call.missed', 'change', 'form Edit call.missed']],
  'press templates.resume': [
    ['$template', 'change', 'form Edit call.missed'],
    ['$draft', 'change', goneTemplate],
  ],
  'press templates.save': [
    ['$template channel', 'change', '✓ Saved version 2 for this channel.', 'audit templates'],
    ['$template workspace', 'manage', '✓ Saved version 2 for this workspace.', 'audit templates'],
    ['$template everywhere', 'operate', '✓ Saved version 2 for all workspaces.', 'audit templates'],
    ['$stale channel', 'change', 'Someone else edited this template'],
    ['gone channel', 'change', goneTemplate],
  ],
  'press templates.over': [
    ['$stale channel 1', 'change', '✓ Saved version 2 for this channel.', 'audit templates'],
    ['$stale workspace 1', 'manage', '✓ Saved version 2 for this workspace.', 'audit templates'],
    ['$stale everywhere 1', 'operate', '✓ Saved version 2 for all workspaces.', 'audit templates'],
  ],
  'press templates.discard': [['$template', 'change', 'Discarded.']],
  'press templates.back': [
    ['call.missed channel 1 1', 'change', '✓ Restored version 1 as version 2 for this channel.', 'audit templates'],
    ['call.missed workspace 1 1', 'manage', '✓ Restored version 1 as version 2 for this workspace.', 'audit templates'],
    [
      'call.missed everywhere 1 1',
      'operate',
      '✓ Restored version 1 as version 2 for all workspaces.',
      'audit templates',
    ],
  ],
  'press templates.reset': [
    [
      'call.missed channel 1',
      'change',
      '✓ Template reset. This channel now uses the template for this workspace.',
      'audit templates',
    ],
    [
      'call.missed workspace 1',
      'manage',
      '✓ Template reset. This workspace now uses the template for all workspaces.',
      'audit templates',
    ],
    [
      'call.missed everywhere 1',
      'operate',
      '✓ Template reset. All workspaces now use the built-in template.',
      'audit templates',
    ],
  ],
  'submit templates.preview': [['$template', 'change', 'Preview of call.missed for this channel']],
  test: [['call_unanswered', 'change', 'Posting a test message', 'deliveries events']],
  'press test.trigger': [['call_unanswered', 'change', 'Posting a test message', 'deliveries events']],
  why: [
    ['', 'see', 'Which event? Most recent first:'],
    ['ada', 'see', 'Why? Ring'],
  ],
  'press why.event': [['$event', 'see', 'Why? Ring']],
  'press why.message': [['$ref', 'see', 'Why? Ring']],
  'press why.there': [['$here > $event', 'see', 'Why? Ring']],
  mute: [['1h', 'change', '✓ Muted until', 'audit channels']],
  unmute: [
    ['$muted', 'change', '✓ Unmuted. The rules apply to new events again.', 'audit channels'],
    ['', 'change', 'This channel isn’t muted.'],
  ],
  source: [
    ['', 'see', 'Sources'],
    ['lits', 'see', 'Unknown source command “lits”.'],
  ],
  'source list': [['', 'see', 'Sources']],
  'source add': [
    ['', 'manage', 'form Add source'],
    ['cometchat $new', 'manage', 'is ready. Finish in the', 'audit sources'],
  ],
  'source rotate': [
    ['', 'manage', 'Rotate the credentials of which'],
    ['nowhere', 'manage', 'Unknown source “nowhere”.'],
    ['$foreign', 'manage', 'Unknown source “'],
    ['$own', 'manage', 'Rotate credentials for'],
    ['shared', 'operate', 'Rotate credentials for shared?'],
  ],
  'source delete': [
    ['', 'manage', 'Delete which source'],
    ['$foreign', 'manage', 'Unknown source “'],
    ['$own', 'manage', 'Delete source'],
    ['shared', 'operate', 'Delete source shared?'],
  ],
  'press source.rotate': [
    ['$own keep 0', 'manage', '✓ Rotated credentials for', 'audit sources'],
    ['$foreign keep 0', 'manage', 'Unknown source “'],
    ['shared keep 0', 'operate', '✓ Rotated credentials for shared.', 'audit sources'],
  ],
  'press source.delete': [
    ['$own', 'manage', '✓ Deleted source', 'audit sources'],
    ['$foreign', 'manage', 'Unknown source “'],
    ['shared', 'operate', '✓ Deleted source shared.', 'audit sources'],
  ],
  'revise source.create': [['', 'manage', 'form Add source']],
  'submit source.create': [['', 'manage', 'is ready. Finish in the', 'audit sources']],
  'submit source.renew': [
    ['$own keep 0', 'manage', '✓ Rotated credentials for', 'audit sources'],
    ['$foreign keep 0', 'manage', 'Unknown source “'],
    ['shared keep 0', 'operate', '✓ Rotated credentials for shared.', 'audit sources'],
  ],
  access: [
    ['', 'see', 'Admins can limit editing'],
    [
      'U0009',
      'manage',
      '✓ In every channel, only admins and these people can edit rules and templates',
      'audit workspaces',
    ],
    ['nonsense', 'manage', 'I don’t know “nonsense”.'],
  ],
  greet: [],
  'press greet.joined': [
    ['$empty', 'see', '👋 Hi, I’m Callboard', 'greetings'],
    ['', 'see', 'nothing'],
  ],
  'press greet.forget': [['$greeted', 'see', 'nothing', 'greetings']],
  'press greet.use': [
    ['recordings', 'change', 'Added, but rule 2 ignores these events', 'audit deliveries events rules'],
    ['nonsense', 'change', 'That preset is gone.'],
  ],
};

export const steps: Readonly<Record<string, readonly StepCase[]>> = Object.fromEntries(
  Object.entries(rows).map(([step, cases]) => [
    step,
    cases.map(([input, needs, shows, changes = '']) => ({ input, needs, shows, changes })),
  ]),
);

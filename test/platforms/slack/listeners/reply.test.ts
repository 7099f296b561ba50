import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '../../../../src/messages/message.ts';
import type { Reply } from '../../../../src/platforms/chat-protocol.ts';
import { parseControlUse } from '../../../../src/platforms/slack/listeners/controls.ts';
import { replyBody } from '../../../../src/platforms/slack/listeners/reply.ts';
import {
  buildHome,
  buildReplyModal,
  type ReplyTarget,
} from '../../../../src/platforms/slack/listeners/reply-target.ts';
import { messageText } from '../../../fakes/slack/read.ts';
import { refusalOf } from '../../../fakes/slack/validate.ts';
import { viewRefusal } from '../../../fakes/slack/validate-view.ts';
import { reply } from './arbitrary-replies.ts';

/** As it goes over the wire. */
const wire = (value: object) => JSON.parse(JSON.stringify(value));
const say = (text: string, more: Partial<Message> = {}): Message => ({
  title: [{ type: 'text', text }],
  color: null,
  blocks: [],
  buttons: [],
  mentions: [],
  footnote: [],
  ...more,
});

const place: ReplyTarget = {
  user: 'U1',
  origin: { workspace: 'T0123' },
  channel: 'T0123/C0456',
  responseUrl: 'https://hooks.slack.example/1',
  ephemeral: true,
  triggerId: '1.2',
  modal: null,
};

test('Slack accepts every reply as a message, a modal and the App Home', () => {
  fc.assert(
    fc.property(reply, one => {
      expect(refusalOf(wire(replyBody(one)))).toBeNull();
      expect(viewRefusal(wire(buildReplyModal(place, one)))).toBeNull();
      expect(viewRefusal(wire(buildHome(one)))).toBeNull();
    }),
    { numRuns: 60 },
  );
});

test('the controls are below the message, and the previews below a line, each with its color', () => {
  const one: Reply = {
    is: 'reply',
    message: say('Rule 1 is saved'),
    controls: [{ is: 'buttons', buttons: [{ label: 'Remove', action: 'remove.rule|1' }] }],
    previews: [say('Missed call', { color: 'red' }), say('Recording')],
  };
  const body = wire(replyBody(one));
  expect(messageText(body)).toBe(['Rule 1 is saved', '[Remove]', '───', '▌ Missed call', '▌ Recording'].join('\n'));
  expect(body.attachments.map(({ color }: { color: string }) => color)).toEqual(['#e01e5a', '#8d8d92']);
});

test('in a reply with a color the controls are below the message', () => {
  const message = say('Broken', { color: 'red' });
  message.blocks = [{ type: 'paragraph', content: [{ type: 'text', text: 'Fix it.' }] }];
  const controls: Reply['controls'] = [{ is: 'buttons', buttons: [{ label: 'Fix', action: 'mend' }] }];
  expect(messageText(wire(replyBody({ is: 'reply', message, controls })))).toBe('Broken\n▌ Fix it.\n▌ [Fix]');
});

test('a long reply has room for its controls, and counts the omitted previews', () => {
  const choices = Array.from({ length: 25 }, (_, n) => ({
    label: 'l'.repeat(75),
    value: `${n}`.repeat(30),
    description: 'd'.repeat(75),
  }));
  const one: Reply = {
    is: 'reply',
    message: say('So', { blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'word '.repeat(5000) }] }] }),
    controls: [{ is: 'select', placeholder: 'Which?', action: 'rules.show', choices }],
    previews: Array.from({ length: 30 }, () => say('preview '.repeat(500))),
  };
  const body = wire(replyBody(one));
  expect(refusalOf(body)).toBeNull();
  expect(JSON.stringify(body)).toContain('dddd');
  expect(messageText(body)).toMatch(/Not shown: \d+ more previews\./);
});

test('omitted choices are mentioned', () => {
  const choices = Array.from({ length: 25 }, (_, n) => ({ label: 'l'.repeat(75), value: `${n}`.repeat(30) }));
  const menus = (many: number): Reply => ({
    is: 'reply',
    message: say('Which?'),
    controls: Array.from({ length: many }, (_, n) => ({
      is: 'select',
      placeholder: 'Which?',
      action: `a.${n}`,
      choices,
    })),
  });
  expect(messageText(wire(replyBody(menus(5))))).toContain('Not everything fits here.');
  expect(messageText(wire(replyBody(menus(1))))).not.toContain('Too many');
});

test('a public reply shows the mentions of a message as text, without pings', () => {
  const previews = [say('Missed call', { mentions: ['<!here>'] })];
  const shown = (more: Partial<Reply>) =>
    JSON.stringify(replyBody({ is: 'reply', message: say('So'), previews, ...more }));
  expect(shown({ public: true })).not.toContain('broadcast');
  expect(shown({ public: true })).toContain('<!here>');
  expect(shown({})).toContain('broadcast');
});

test('the notification of a secret reply contains only the title', () => {
  const message = say('Source clinic', { color: 'green', footnote: [{ type: 'text', text: 'pass-phrase' }] });
  message.blocks = [{ type: 'list', ordered: true, depth: 0, items: [[{ type: 'text', text: 'hunter2' }]] }];
  const body = replyBody({ is: 'reply', message, secret: true });
  expect(body.text).toBe('Source clinic');
  expect(JSON.stringify(body.attachments)).toContain('hunter2');
  expect(replyBody({ is: 'reply', message }).text).toContain('hunter2');
});

test('each control sends its action', () => {
  fc.assert(
    fc.property(reply, one => {
      const sent = wire(replyBody(one)) as { blocks: object[]; attachments: { blocks: object[] }[] };
      const actions = (one.controls ?? [])
        .flatMap((row): { action: string }[] => (row.is === 'buttons' ? [...row.buttons] : [row]))
        .concat(one.message.actions ?? [])
        .map(({ action }) => action);
      const used = [...sent.blocks, ...sent.attachments.flatMap(({ blocks }) => blocks)]
        .flatMap(block =>
          'elements' in block ? (block.elements as { action_id?: string; url?: string; options?: object[] }[]) : [],
        )
        .filter(element => element.action_id !== undefined && element.url === undefined);
      for (const element of used) {
        const use = parseControlUse({ selected_option: element.options?.[0], ...element } as Parameters<
          typeof parseControlUse
        >[0]);
        expect(actions).toContain(use?.action);
        expect(use?.chosen).toHaveLength(element.options ? 1 : 0);
      }
    }),
    { numRuns: 60 },
  );
});

/** All user actions in Slack, and all kinds of responses, by Socket Mode and by signed HTTP. */
import { afterEach, describe, expect, test } from 'vitest';
import type { ChatRequest, ChatResponse } from '../../../../src/platforms/chat-protocol.ts';
import { memberJoined } from '../../../fakes/slack/events.ts';
import { buttons, type ConnectedBot, ruleForm, says, setupBot, transports } from './connected-bot.ts';

const open: ConnectedBot[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

describe.each(transports)('%s', transport => {
  async function start(handle: (request: ChatRequest) => ChatResponse | Promise<ChatResponse>): Promise<ConnectedBot> {
    const one = await setupBot(transport, handle);
    open.push(one);
    return one;
  }

  test('a command gets a private reply', async () => {
    const { ann, requests, fake } = await start(() => says('No rules yet'));
    fake.people.set('U0ANN', { name: 'Ann', admin: true });
    await ann.command(' rules ');
    await expect.poll(ann.sees).toBe('No rules yet');
    expect(fake.messages('C0456')).toEqual([]);
    expect(requests).toEqual([
      {
        by: { id: 'U0ANN', name: 'Ann', guest: false, manager: true, admin: true },
        channel: 'T0123/C0456',
        workspace: 'T0123',
        input: { is: 'command', words: 'rules' },
      },
    ]);
  });

  test('a public reply is visible to everyone', async () => {
    const { ann, fake } = await start(() => says('Muted for 2 h', { public: true }));
    await ann.command('mute 2h');
    await expect.poll(() => fake.read('C0456')).toBe('Muted for 2 h');
    expect(ann.sees()).toBe('');
  });

  test('a button and a select send their action, and the reply can replace their message', async () => {
    const choices = [
      { label: 'Rule 1', value: 'r1' },
      { label: 'Rule 2', value: 'r2' },
    ];
    const { ann, requests } = await start(({ input }) => {
      if (input.is === 'command') return says('Menu', { controls: buttons('Rules') });
      if (input.is !== 'action') return { is: 'nothing' };
      if (input.action === 'press.rules') {
        return says('Which?', {
          controls: [{ is: 'select', placeholder: 'Which', action: 'rules.show', choices }],
          replaces: true,
        });
      }
      return says(`Rule ${input.chosen.join()}`);
    });
    await ann.command();
    await expect.poll(ann.sees).toContain('Menu');
    await ann.press('Rules');
    await expect.poll(ann.sees).toBe('Which?\n[Which ▾]');
    await ann.press('Rule 2');
    await expect.poll(ann.sees).toBe('Which?\n[Which ▾]\n\nRule r2');
    expect(requests.slice(1).map(({ input }) => input)).toEqual([
      { is: 'action', action: 'press.rules', chosen: [] },
      { is: 'action', action: 'rules.show', chosen: ['r2'] },
    ]);
  });

  test('a private reply never replaces a public message', async () => {
    const { ann, fake } = await start(({ input }) =>
      input.is === 'joined' ? says('Hello', { controls: buttons('Start') }) : says('For you', { replaces: true }),
    );
    await fake.report(memberJoined('C0456'), fakeUrl());
    await expect.poll(() => fake.read('C0456')).toBe('Hello\n[Start]');
    await ann.press('Start');
    await expect.poll(ann.sees).toBe('For you');
    expect(fake.read('C0456')).toBe('Hello\n[Start]');
  });

  const fakeUrl = () => open.at(-1)?.url;

  test('a form opens, problems appear under its fields, and a valid submission is answered in the channel', async () => {
    const { ann, requests } = await start(({ input }) => {
      if (input.is === 'command') return { is: 'form', form: ruleForm() };
      if (input.is !== 'submission') return { is: 'nothing' };
      const [condition = ''] = input.fields.if ?? [];
      if (condition === 'wrong') return { is: 'invalid', problems: { if: 'No such field.' }, form: ruleForm('wrong') };
      return says('Saved');
    });
    await ann.command('add');
    await expect.poll(ann.modal).toBe('A rule\nWhat would you like to post here?\nWhen: [ ▾]\nOnly if: []\n(Save)');
    expect(await ann.submit({ on: 'call.missed', if: 'wrong' })).toEqual({ if: 'No such field.' });
    expect(await ann.submit({ on: 'call.missed' })).toEqual({});
    expect(ann.modal()).toBe('');
    await expect.poll(ann.sees).toBe('Saved');
    expect(requests.at(-1)).toMatchObject({
      channel: 'T0123/C0456',
      by: { id: 'U0ANN', name: 'Ann' },
      input: { is: 'submission', action: 'add.save|7', fields: { on: ['call.missed'], if: [] } },
    });
  });

  test('a form can follow a form, and a problem without a field is above all fields', async () => {
    const { ann } = await start(({ input }) => {
      if (input.is !== 'submission') return { is: 'form', form: ruleForm('first') };
      if (input.fields.if?.[0] === 'first') return { is: 'form', form: ruleForm('second') };
      return { is: 'invalid', problems: { backtest: 'Nothing would be posted.' }, form: ruleForm('third') };
    });
    await ann.command('add');
    await expect.poll(ann.modal).toContain('first');
    await ann.submit({ on: 'call.missed' });
    expect(ann.modal()).toContain('second');
    await ann.submit({ on: 'call.missed' });
    expect(ann.modal()).toContain('Nothing would be posted.');
    expect(ann.modal()).toContain('third');
  });

  test("a message's menu sends Why?", async () => {
    const { ann, requests } = await start(() => says('Because of rule 1'));
    await ann.why('123.456');
    await expect.poll(ann.sees).toBe('Because of rule 1');
    expect(requests[0]?.input).toEqual({ is: 'why', message: '123.456' });
  });

  test('the bot greets in the channel of its invitation, in the name of the inviter; other joins are ignored', async () => {
    const { fake, requests, url } = await start(() => says('Hello', { controls: buttons('Missed calls') }));
    await fake.report(memberJoined('C0456', 'U0EVE'), url);
    await fake.report(memberJoined('C0456'), url);
    await expect.poll(() => fake.read('C0456')).toBe('Hello\n[Missed calls]');
    expect(requests).toMatchObject([{ by: { id: 'U0ANN' }, channel: 'T0123/C0456', input: { is: 'joined' } }]);
  });

  test('a failed greeting is reported', async () => {
    const { fake, requests, url } = await start(() => says('Hello'));
    fake.trouble = ({ method }) => (method === 'chat.postMessage' ? { retryAfter: 1 } : undefined);
    await fake.report(memberJoined('C0456'), url);
    await expect.poll(() => requests.map(({ input }) => input.is)).toEqual(['joined', 'greeting-failed']);
    expect(requests[1]).toMatchObject({ by: { id: 'U0ANN' }, channel: 'T0123/C0456' });
  });

  test('the App Home shows a reply, and its buttons and forms work', async () => {
    const { ann, requests } = await start(({ input }) => {
      if (input.is === 'home') return says('Your channels', { controls: buttons('Health', 'More', 'Add') });
      if (input.is === 'submission') return says('Saved', { replaces: true });
      if (input.is !== 'action') return { is: 'nothing' };
      if (input.action === 'press.health') return says('All is well', { controls: buttons('Again') });
      if (input.action === 'press.add') return { is: 'form', form: ruleForm() };
      return input.action === 'press.again'
        ? says('Still well')
        : says('More channels', { replaces: true, controls: buttons('Add') });
    });
    await ann.openHome();
    await expect.poll(ann.home).toBe('Your channels\n[Health] [More] [Add]');
    await ann.pressAtHome('Health');
    await expect.poll(ann.modal).toBe('Callboard\nAll is well\n[Again]');
    await ann.pressInModal('Again');
    await expect.poll(ann.modal).toBe('Callboard\nStill well');
    ann.closeModal();
    await ann.pressAtHome('More');
    await expect.poll(ann.home).toBe('More channels\n[Add]');
    await ann.pressAtHome('Add');
    await expect.poll(ann.modal).toContain('A rule');
    await ann.submit({ on: 'call.missed' });
    expect(ann.modal()).toBe('Callboard\nSaved');
    expect(ann.home()).toBe('More channels\n[Add]');
    expect(requests.every(({ channel }) => channel === null)).toBe(true);
  });
});

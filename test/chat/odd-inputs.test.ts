/** Inputs that clients can send and people don't: NUL characters, half surrogate pairs, very long texts. */
import { expect, test } from 'vitest';
import { commands } from '../../src/chat/commands.ts';
import { encodeActionId } from '../../src/platforms/action-id.ts';
import type { Input } from '../../src/platforms/chat-protocol.ts';
import { readSeconds } from '../../src/util/duration.ts';
import { describeOnDatabases } from '../databases.ts';
import { cleo, openChat, textOf } from './chat-harness.ts';

const odd = 'a\0b\ud800';
const shown = { is: 'reply' } as const;

/** Every command, completion, action and form with odd texts. */
function* oddInputs(): Generator<Input> {
  for (const { name, actions, forms, revisions } of commands) {
    for (const words of [`${name} ${odd}`, `${name} call.missed template ${odd}`]) {
      yield { is: 'command', words };
      yield { is: 'completion', words };
    }
    const idOf = (part: string, args: readonly string[]) =>
      `${encodeActionId({ is: 'part', command: name, part, args, shown })}%00`;
    for (const part of Object.keys(actions ?? {}))
      for (const args of [[odd], [odd, odd], ['call.missed', odd]])
        yield { is: 'action', action: idOf(part, args), chosen: [odd] };
    for (const part of Object.keys({ ...forms, ...revisions })) {
      const fields = { on: [odd], if: [odd], template: [odd], name: [odd], title: [odd], body: [odd] };
      yield { is: 'submission', action: idOf(part, [odd]), fields };
      yield { is: 'revision', action: idOf(part, [odd]), fields };
    }
  }
  yield { is: 'why', message: odd };
}

describeOnDatabases('odd inputs', kind => {
  test('NUL characters and half surrogate pairs cause no failure', async () => {
    const chat = await openChat({ kind, operators: ['slack:T1'] });
    for (const input of oddInputs()) await chat.request(input, cleo);
    expect(chat.logged.map(line => JSON.parse(line)).filter(({ level }) => level >= 50)).toEqual([]);
  });
});

test.each<Input>([
  { is: 'command', words: `mute 1${' '.repeat(240_000)}x` },
  { is: 'completion', words: `add ${'x'.repeat(240_000)} ` },
  { is: 'action', action: `why.event|${'x'.repeat(240_000)}`, chosen: [] },
  { is: 'submission', action: 'add.save', fields: { if: ['x'.repeat(240_000)] } },
])('a text that is too long is rejected before it is parsed: $is', async input => {
  const chat = await openChat();
  expect(textOf(await chat.request(input, cleo))).toMatch(/^That’s too long\. Use at most (5|12),000 characters\.$/);
});

test('the time to read a duration is proportional to its length', () => {
  expect(readSeconds(`1${' '.repeat(300_000)}x`)).toBeNull();
  expect(readSeconds(' 10 min ')).toBe(600);
});

import { expect, test } from 'vitest';
import { typedCommands } from '../../src/chat/commands.ts';
import { PlatformError } from '../../src/platforms/platform.ts';
import { saveHold } from '../../src/store/deliveries/holds.ts';
import { muteChannel, putChannel } from '../../src/store/settings/channels.ts';
import { asReply, here, labelsOf, openChat, textOf } from './chat-harness.ts';

test('/callboard alone opens the menu with the channel’s rules', async () => {
  const chat = await openChat();
  const empty = await chat.type('  ');
  expect(textOf(empty)).toBe(
    'Callboard in this channel\nNo rules yet, so nothing is posted here.\nTo start:\n1. Connect a source: ask an admin to add one\n2. Choose what to post\n3. Send a test (after you choose)',
  );
  expect(labelsOf(empty).slice(4)).toEqual(['Add rule…', 'Open templates', 'Show status', 'Show help']);
  await chat.core.database.db.transaction().execute(async tx => {
    await putChannel(tx, { address: here, rules: [{ on: 'call.missed', if: 'call.kind == "video"', do: 'post' }] });
    await muteChannel(tx, here, Date.now() + 60_000);
    await saveHold(tx, { channel: here, held: 'Invite the bot.', since: 1, failures: 1, nextAt: 1 });
  });
  const menu = await chat.type('');
  expect(textOf(menu)).toMatch(
    /\n1\. Post call\.missed if call\.kind == "video"\nTo start:\n.*\n2\. ✓ Choose what to post\n3\. Send a test\nMuted until \d+ (s|min) from now\.\nMessages are on hold: Invite the bot\.$/,
  );
  expect(labelsOf(menu)).toContain('Unmute channel');
  expect(textOf(await chat.press(menu, 'Open rules'))).toMatch(/^Rules in this channel/);
  expect(await chat.press(menu, 'Add rule…')).toMatchObject({ is: 'form', form: { action: 'add.form' } });
});

test('the menu shows the first of very many rules', async () => {
  const chat = await openChat();
  const rules = Array.from({ length: 13 }, () => ({ on: 'call.missed', do: 'post' as const }));
  await chat.core.database.db.transaction().execute(tx => putChannel(tx, { address: here, rules }));
  expect(textOf(await chat.type(''))).toContain('+3 more. Open rules to see all.');
});

test('help names every command', async () => {
  const chat = await openChat();
  const help = textOf(await chat.type('HELP'));
  for (const { usage } of typedCommands) expect(help).toContain(`/callboard ${usage} `);
});

test.each([
  ['ruels', 'Unknown command “ruels”. Did you mean /callboard rules?', '/callboard rules'],
  ['Unmut now', 'Unknown command “unmut”. Did you mean /callboard unmute?', '/callboard unmute'],
  ['remove 1', 'Unknown command “remove”. Did you mean /callboard delete?', '/callboard delete'],
])('%s is answered with the nearest command', async (words, text, label) => {
  const chat = await openChat();
  const answer = await chat.type(words);
  expect(textOf(answer)).toBe(text);
  expect(labelsOf(answer)).toEqual([`Run ${label}`, 'Show help']);
});

test('an unknown command is quoted and shortened, however long', async () => {
  const chat = await openChat();
  expect(textOf(await chat.type('x'.repeat(5000)))).toMatch(/^Unknown command “x{74}…”\. Try \/callboard help\.$/);
});

test('typed text is completed', async () => {
  const chat = await openChat();
  const values = async (words: string) => {
    const answer = await chat.request({ is: 'completion', words });
    return answer.is === 'completions' ? answer.choices.map(({ value }) => value) : null;
  };
  expect(await values('de')).toEqual(['delete']);
  expect(await values('mute ')).toEqual(['mute 30m', 'mute 2h', 'mute 8h', 'mute 1d', 'mute 7d']);
  expect(await values('add call.mis')).toEqual(['add call.missed']);
  expect(await values('add call.missed te')).toEqual(['add call.missed template']);
  expect(await values('add call.missed template call.m')).toEqual(['add call.missed template call.missed']);
  const keywords = ['if', 'do', 'template', 'mention', 'paused', 'at'];
  expect(await values('add call.missed ')).toEqual(keywords.map(word => `add call.missed ${word}`));
  expect(await values('add call.missed if ')).toEqual([]);
  await chat.core.database.db.transaction().execute(tx =>
    putChannel(tx, {
      address: here,
      rules: [
        { on: 'call.missed', do: 'post' },
        { on: '*', do: 'ignore' },
      ],
    }),
  );
  expect(await values('edit ')).toEqual(['edit 1', 'edit 2']);
  expect(await values('rules call.')).toEqual(['rules 1']);
  expect(await values('nonsense and more')).toEqual([]);
  expect((await values(''))?.length).toBe(typedCommands.length);
});

test('a completion is the whole text of a valid command', async () => {
  const chat = await openChat();
  let offered = 0;
  for (const name of typedCommands.filter(command => command.complete).map(command => command.name)) {
    for (const words of [`${name} `, `${name} a`, `${name} call`, `${name} list`, `${name} rotate `]) {
      const answer = await chat.request({ is: 'completion', words }, { admin: true });
      for (const { value } of answer.is === 'completions' ? answer.choices : []) {
        offered += 1;
        expect(value).toMatch(new RegExp(`^${name} (?!${name} )`));
        expect(textOf(await chat.type(value, { admin: true }))).not.toMatch(
          /^Unknown command|^There is no (?!source here)|is none of these/,
        );
      }
    }
  }
  expect(offered).toBeGreaterThan(50);
});

test.each([
  '',
  'x',
  'rules',
  'rules.gone',
  'gone.open',
  'add.constructor',
  'constructor.constructor',
  '|',
  '%',
  'run|%',
  'home|C1|run|menu',
  'form|aaaaaaaaaaaaaaaa',
  'repeat|{"is":"command"}',
])('an unknown action, %s, has an answer', async action => {
  const chat = await openChat();
  const answers = [await chat.pressAction(action), await chat.request({ is: 'submission', action, fields: {} })];
  for (const answer of answers) expect(textOf(answer)).toMatch(/^This button is from an older version/);
  expect(chat.logged).toEqual([]);
});

test('an internal error is a sentence for the user and a line in the log', async () => {
  const chat = await openChat();
  await chat.core.database.db.schema.dropTable('rules').execute();
  expect(textOf(await chat.type('rules'))).toMatch(/^Something went wrong on my side, so nothing was changed/);
  expect(chat.logged).toHaveLength(1);
  expect(chat.logged[0]).toContain('could not answer a chat request');
});

test('a refused form stays open, and so does one that fails', async () => {
  const chat = await openChat();
  const form = await chat.type('add');
  await chat.type('access admins', { admin: true });
  expect(await chat.submit(form, { on: ['call.missed'] })).toMatchObject({ keepsFormOpen: true });
  expect(await chat.submit(form, { on: ['call.missed'] }, { admin: true })).not.toHaveProperty('keepsFormOpen');
  await chat.core.database.db.schema.dropTable('rules').execute();
  expect(await chat.submit(form, { on: ['call.missed'] }, { admin: true })).toMatchObject({ keepsFormOpen: true });
});

test('a platform’s refusal is shown in its words', async () => {
  const chat = await openChat();
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  await chat.type('mute 1h', { channel: 'T1/C2' });
  chat.failures.members = new PlatformError('token', 'invalid_auth', 'Slack does not know the token.');
  const answer = await chat.press(await chat.type('rules 1'), 'Copy rule');
  expect(textOf(answer)).toBe('Slack does not know the token.');
  expect(chat.logged).toEqual([]);
});

test('mute takes a duration within its limits, and unmute ends it', async () => {
  const chat = await openChat();
  const offered = await chat.type('mute');
  expect(labelsOf(offered)).toEqual(['30 minutes', '2 hours', '8 hours', '1 day', '1 week']);
  expect(textOf(await chat.press(offered, '2 hours'))).toMatch(/^✓ Muted until /);
  const until = (await chat.core.loadRoutingTable(chat.core.database.db)).mutes.get(here) ?? 0;
  expect(Math.abs(until - Date.now() - 2 * 3_600_000)).toBeLessThan(60_000);
  for (const words of ['mute soon', 'mute 0', 'mute 366d', 'mute -1h']) {
    expect(textOf(await chat.type(words))).toMatch(
      /I don’t understand “.*”\. Use a duration like 30m, 2h or 7d|^Use a duration from 1m to 365d/,
    );
  }
  expect((await chat.core.loadRoutingTable(chat.core.database.db)).mutes.get(here)).toBe(until);
  expect(textOf(await chat.type('unmute'))).toBe('✓ Unmuted. The rules apply to new events again.');
  expect(textOf(await chat.type('unmute'))).toBe('This channel isn’t muted.');
  const audited = await chat.core.database.db.selectFrom('audit').select(['actor', 'action', 'target']).execute();
  expect(audited).toEqual([
    { actor: 'slack:U1', action: 'mute', target: here },
    { actor: 'slack:U1', action: 'unmute', target: here },
  ]);
});

test('typed text stays plain text in the answer', async () => {
  const chat = await openChat();
  const answer = await chat.type('<!channel>*_x_*');
  const parts = asReply(answer).message.title;
  expect(parts.every(part => part.type === 'text')).toBe(true);
  expect(textOf(answer)).toContain('<!channel>*_x_*');
});

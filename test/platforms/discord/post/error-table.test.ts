/** The error table covers every error that posting may get, and the platform reports each as in the table. */
import { RESTJSONErrorCodes } from 'discord.js';
import { expect, test } from 'vitest';
import { errorTable, platformCodes } from '../../../../src/platforms/discord/post/error-table.ts';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, setup } from '../setup.ts';

const names = RESTJSONErrorCodes as unknown as Record<number, string>;
const documented = Object.keys(names).flatMap(name => (/^\d+$/.test(name) ? Number(name) : []));

/** Names of codes that concern posting. */
const aboutPosting =
  /Message|Content|Blocked|RateLimit|Overloaded|Cloudflare|Temporarily|MissingAccess|MissingPermissions|Unauthorized|InvalidToken|UnknownChannel|UnknownGuild$|Banned|Reply|ThreadLocked|ArchivedThread/;

/** Names among those that concern other requests: deleting, pinning, forwarding, voice, reactions, polls, activities. */
const aboutOthers =
  /Delete|Pinned|Crosspost|Voice|Reaction|Sticker|Forward|PollMessage|FollowUp|EntityType|Disallowed|UserIsServer|ThreadAlready|Voting/;

const known = (code: number) => Object.hasOwn(errorTable, code);

test('every row is a code that Discord documents', () => {
  expect(Object.keys(errorTable).filter(code => !(Number(code) in names))).toEqual([]);
});

test('every documented code about posting is in the table', () => {
  const about = (code: number) => aboutPosting.test(names[code] ?? '') && !aboutOthers.test(names[code] ?? '');
  const missing = documented.filter(code => about(code) && !known(code));
  expect(missing.map(code => `${code} ${names[code]}`)).toEqual([]);
});

/** The message for codes that aren't in the table. */
const unknown = "Discord returned an error that Callboard doesn't know (";

/** Codes per client: discord.js itself sends at most 50 requests a second. */
const atOnce = 40;
const parts = Array.from({ length: Math.ceil(documented.length / atOnce) }, (_, at) =>
  documented.slice(at * atOnce, (at + 1) * atOnce),
);

test.each(parts)(
  'code %i and the following become errors with the kind, code and text of the table, others transient',
  async (...codes) => {
    const { fake, platform, close } = await setup();
    for (const code of codes) {
      const [kind, cause, fix] = errorTable[code] ?? ['transient', unknown];
      const scope = platformCodes.has(code) ? 'platform' : 'channel';
      fake.next('POST /channels', { status: kind === 'token' ? 401 : 400, code });
      const posting = platform.post({ channel: CHANNEL, message: sayMessage('x'), nonce: '1' });
      // Discord sends code 0 for errors without a code.
      const expected = code === 0 ? { kind: 'transient', code: 'http_400' } : { kind, scope, code: String(code) };
      const message = expect.stringContaining(fix === undefined ? cause : `${cause}. ${fix}.`);
      await expect(posting, `${code}`).rejects.toMatchObject({ ...expected, message });
    }
    await close();
  },
);

test('every row has a cause, and a fix if someone has to act', () => {
  for (const [code, [kind, cause, fix]] of Object.entries(errorTable)) {
    expect(cause, code).toMatch(/^[A-Z].{9,}[^.]$/);
    if (kind !== 'transient' && kind !== 'rate_limited') expect(fix, code).toMatch(/^[A-Z].{6,}[^.]$/);
    expect(`${cause} ${fix ?? ''}`, code).not.toMatch(/\(Error\)|corrupt|\d{4,}/);
  }
});

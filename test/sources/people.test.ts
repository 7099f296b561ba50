/** People in webhooks: maps whose keys are ids, and invisible names. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeBody } from '../../src/sources/ingest.ts';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import { providers } from '../../src/sources/providers/index.ts';
import { videosdk } from '../../src/sources/providers/videosdk/index.ts';
import { hasVisibleText } from '../../src/util/text/visible.ts';
import { readCase } from '../e2e/cases.ts';

const normalizeCase = (file: string) =>
  readCase(file).map(({ to, body }) => normalizeBody(providers[to], JSON.stringify(body)));

const member = (id: string, name: string | null, scope: string | null = null, oldScope: string | null = null) => ({
  id,
  name,
  scope,
  oldScope,
});

describe('people given as a map', () => {
  test('case 21: the key is the uid if there is no other', () => {
    const [added, changed, blocked, mentioned, kicked] = normalizeCase('21-maps-by-uid.steps.json');
    expect(added?.group?.members).toEqual([
      member('u-bob', 'Bob Ray', 'participant'),
      member('u-cleo', 'Cleo Fox', 'moderator'),
    ]);
    expect(changed?.group?.members).toEqual([member('u-bob', 'Bob Ray', 'moderator', 'participant')]);
    expect(blocked?.user).toMatchObject({ id: 'u-bob', name: 'Bob Ray', users: [{ id: 'u-bob', name: 'Bob Ray' }] });
    expect(mentioned?.message?.mentions).toEqual([{ id: 'u-bob', name: 'Bob Ray' }]);
    expect(kicked?.group?.members).toEqual([member('u-dan', 'Dan Orr', 'participant')]);
    for (const event of [added, changed, blocked, mentioned, kicked]) expect(event?.notes).toEqual([]);
  });

  const membersOf = (members: unknown) =>
    cometchat.normalize({ trigger: 'group_member_added', data: { group: { guid: 'g' }, members } }).group?.members;

  test.each([
    ['a map of names', { 'u-dan': 'Dan Orr' }, [member('u-dan', 'Dan Orr')]],
    ['a map of nothing', { 'u-dan': null, 'u-eve': true }, [member('u-dan', null), member('u-eve', null)]],
    ['a map of blank uids', { 'u-dan': { uid: '\u3164', name: 'Dan' } }, [member('u-dan', 'Dan')]],
    ['numbers as uids', { 42: { name: 'Dan' } }, [member('42', 'Dan')]],
    ['a list', [{ uid: 'u-dan', name: 'Dan' }], [member('u-dan', 'Dan')]],
    [
      "PHP's way to write a list",
      { 0: { uid: 'u-dan' }, 1: { name: 'Eve' } },
      [member('u-dan', null), { ...member('', 'Eve'), id: null }],
    ],
    ['a single person', { uid: 'u-dan', name: 'Dan' }, [member('u-dan', 'Dan')]],
    ['nothing', {}, []],
  ])('%s is understood', (_, members, expected) => {
    expect(membersOf(members)).toEqual(expected);
  });

  test('the key is also the uid of a person wrapped in entities', () => {
    const users = { 'u-bob': { entity: { name: 'Bob' }, entityType: 'user' } };
    const { user } = cometchat.normalize({ trigger: 'user_blocked', data: { users } });
    expect(user?.users).toEqual([{ id: 'u-bob', name: 'Bob' }]);
  });

  test('occupants of a call and participants of a recording have their ids from keys', () => {
    const ended = { sessionId: 's', all_occupants: { 'u-ann': { name: 'Ann' } } };
    expect(cometchat.normalize({ trigger: 'call_ended', data: ended }).call?.people).toMatchObject([
      { id: 'u-ann', name: 'Ann' },
    ]);
    const data = { roomId: 'r', recordingId: 'x', participants: { p1: {}, p2: { participantId: 'p-two' } } };
    const { recording } = videosdk.normalize({ webhookType: 'composite-recording-started', data });
    expect(recording?.participants?.map(({ id }) => id)).toEqual(['p1', 'p-two']);
  });
});

describe('an invisible name', () => {
  test('case 16: is replaced by the uid', () => {
    const callers = normalizeCase('16-invisible-names.steps.json').map(({ call }) => call?.caller);
    expect(callers).toEqual('abcdef'.split('').map(letter => ({ id: `u-ghost-${letter}`, name: null })));
  });

  test("gives way to the same person's visible name elsewhere in the body", () => {
    const entity = (name: string) => ({ entity: { uid: 'u-ann', name }, entityType: 'user' });
    const entities = { by: entity('\u2800'), for: entity('Ann Lee') };
    const call = { id: 'c', sender: 'u-ann', receiver: 'u-bob', data: { entities } };
    const { call: part } = cometchat.normalize({ trigger: 'call_unanswered', data: { call } });
    expect(part?.caller).toEqual({ id: 'u-ann', name: 'Ann Lee' });
  });

  test.each([
    ['a group', { trigger: 'group_created', data: { group: { guid: 'g1', name: '\u115f' } } }, 'group'],
    ['a campaign', { trigger: 'after_campaign_completed', data: { campaignId: 'g1', name: '\u3164' } }, 'campaign'],
    ['a batch of calls', { webhookType: 'batchcall-started', data: { batchId: 'g1', batchName: '\uffa0' } }, 'batch'],
    [
      'a participant',
      { webhookType: 'participant-joined', data: { sessionId: 's', participantId: 'g1', participantName: '\u2800 ' } },
      'participant',
    ],
  ] as const)('is none for %s either', (_, body, part) => {
    const provider = 'trigger' in body ? cometchat : videosdk;
    const event = provider.normalize(body);
    expect(event[part]).toMatchObject({ id: 'g1', name: null });
    expect(event.notes).toEqual([]);
  });

  const unseen = /^[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\p{Cf}\p{Cn}\p{M}\p{Zs}\u2800]$/u;

  test('every default-ignorable or blank character is invisible, alone and combined', () => {
    const points: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const character = String.fromCodePoint(point);
      if (unseen.test(character)) points.push(character);
    }
    expect(points.filter(hasVisibleText)).toEqual([]);
    fc.assert(
      fc.property(
        fc.array(
          fc.nat(points.length - 1).map(at => points[at] as string),
          { minLength: 1 },
        ),
        all => {
          expect(hasVisibleText(all.join(''))).toBe(false);
        },
      ),
    );
  });

  test.each(['a', '7', '!', 'Ünal', '山', '😀', '👩‍👩‍👧', 'مریم', '\u3164x\u2800', '\ufffd'])(
    '%s can be seen',
    text => {
      expect(hasVisibleText(text)).toBe(true);
    },
  );
});

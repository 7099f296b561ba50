import { describe, expect, it } from 'vitest';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import { describeProvider } from './contract.ts';

const credentials = { username: 'hook', password: 'correcthorse' };
const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
const request = (body: string, headers: Record<string, string>) => ({ headers, body: Buffer.from(body) });
const verify = cometchat.createVerify(credentials);

describeProvider(cometchat, {
  field: 'trigger',
  credentials,
  badCredentials: [null, {}, { username: 'a:b', password: 'x' }, { username: '', password: '' }, { username: 'x' }],
  verify,
  sign: body => request(body, { authorization: basic('hook:correcthorse') }),
  forged: body => ({
    'no header': request(body, {}),
    'an empty header': request(body, { authorization: '' }),
    'another scheme': request(body, { authorization: 'Bearer correcthorse' }),
    'no base64': request(body, { authorization: 'Basic %%%' }),
    'a wrong password': request(body, { authorization: basic('hook:wrong') }),
    'a password cut short': request(body, { authorization: basic('hook:correcthors') }),
    'a wrong user': request(body, { authorization: basic('hooks:correcthorse') }),
    'a megabyte of spaces': request(body, { authorization: `Basic${' '.repeat(1e6)}` }),
  }),
  secrets: ['correcthorse', Buffer.from('hook:correcthorse').toString('base64')],
});

describe('cometchat', () => {
  it('takes the scheme in any case, and a password with colons', async () => {
    const lower = basic('hook:correcthorse').replace('Basic', 'basic');
    expect(await verify(request('', { authorization: lower }))).toEqual({ is: 'authentic' });
    const colons = cometchat.createVerify({ username: 'hook', password: 'a:b:c' });
    expect(await colons(request('', { authorization: basic('hook:a:b:c') }))).toEqual({ is: 'authentic' });
  });

  const keyOf = (trigger: string, change: (data: Record<string, Record<string, unknown>>) => void) => {
    const body = structuredClone(cometchat.sample(trigger)) as { data: Record<string, Record<string, unknown>> };
    change(body.data);
    return cometchat.normalize(body).key;
  };

  it('keys a ringing event as documented', () => {
    expect(keyOf('call_unanswered', () => {})).toEqual(['callboard', 'call_unanswered', '43410', '1744960170']);
  });

  it('keys a ringing event that lacks a documented field by its whole body', () => {
    const [kind, hash] = keyOf('call_unanswered', ({ call }) => delete call?.sentAt);
    expect([kind, hash?.length]).toEqual(['body', 64]);
  });

  describe('an unanswered call of a known session', () => {
    const ring = (action: string, receiverType: 'user' | 'group' = 'user', sentAt = 1_744_960_170) => {
      const on = {
        sessionid: 'v1.us.1',
        sender: 'ann',
        receiver: receiverType === 'user' ? 'bob' : 'desk',
        receiverType,
      };
      const call = { id: String(sentAt), sentAt, receiverType, data: { action, entities: { on: { entity: on } } } };
      return cometchat.normalize({ trigger: `call_${action}`, data: { call }, webhook: 'w' }).key.join(' ');
    };

    it('is one event, whichever and however many webhooks report it', () => {
      const keys = ['busy', 'cancelled', 'unanswered', 'rejected'].map((action, at) => ring(action, 'user', at));
      expect(new Set(keys).size).toBe(1);
      expect(keys).not.toContain(ring('initiated'));
    });

    it('is in a group the end of the ringing, not what one member does', () => {
      expect(ring('cancelled', 'group', 1)).toBe(ring('unanswered', 'group', 2));
      expect(new Set(['unanswered', 'busy', 'rejected'].map(action => ring(action, 'group'))).size).toBe(3);
    });
  });

  it('tells two people apart who join in the same second', () => {
    const join = (name: string) =>
      keyOf('call_participant_joined', ({ occupant }) => Object.assign(occupant ?? {}, { name }));
    expect(join('Ann')).not.toEqual(join('Bob'));
    expect(join('Ann')).toEqual(join('Ann'));
  });

  it('counts turns of blocking and unblocking the same user', () => {
    const [blocked, unblocked] = ['user_blocked', 'user_unblocked'].map(name =>
      cometchat.normalize(cometchat.sample(name)),
    );
    expect(blocked?.repeat?.pair).toEqual(unblocked?.repeat?.pair);
    expect(blocked?.repeat?.side).not.toBe(unblocked?.repeat?.side);
  });
});

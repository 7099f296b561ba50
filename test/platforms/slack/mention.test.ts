import { expect, test } from 'vitest';
import { slack } from '../../../src/platforms/slack/kind.ts';

test.for(['<!here>', '<!channel>', '<!everyone>', '<@U1>', '<@W0AB>', '<!subteam^S0123>'])('%s pings', mention => {
  expect(slack.checkMention(mention)).toEqual({ ok: true });
});

test.for(['here', '@bob', '<@&123>', '<!here> and more', '<@u1>', ' <!here>', '<#C1>', ''])(
  '%j does not ping',
  mention => {
    expect(slack.checkMention(mention)).toMatchObject({ ok: false, problem: expect.stringContaining('<!here>') });
  },
);

test('an @ mention is answered with what to write', () => {
  expect(slack.checkMention('@channel')).toEqual({
    ok: false,
    problem: 'Slack does not know the mention "@channel": write <!channel>.',
  });
});

test('addresses are workspace and channel', () => {
  expect(['T0123/C0456', 'T1/G2', 'T1/D3'].map(slack.checkAddress)).toEqual([true, true, true]);
  expect(['C0456', 'T0123/#general', 't0/c0', 'T0123/C0456/1', 'T0123/C0456\n', ''].filter(slack.checkAddress)).toEqual(
    [],
  );
});

/** A SIP call that does not come about is one event, whichever and however many webhooks report it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { videosdk } from '../../src/sources/providers/videosdk/index.ts';

const report = (webhookType: string, status: string, callId: string | null = 'sip-1') =>
  videosdk.normalize({
    webhookType,
    data: { callId, status, from: '+1', to: '+2', timestamp: '2026-11-21T09:30:00Z' },
  });

const reports = [
  report('call-missed', 'not-answered'),
  report('call-hangup', 'not-answered'),
  report('call-hangup', 'busy'),
  report('call-update', 'rejected'),
  report('call-missed', 'missed'),
];

test('all reports of one call have one key', () => {
  expect(new Set(reports.map(({ key }) => key.join(' '))).size).toBe(1);
  expect(report('call-missed', 'missed', 'sip-2').key).not.toEqual(reports[0]?.key);
});

test('reports without a call id are distinguished by their bodies', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('busy', 'failed', 'missed'),
      fc.constantFrom('busy', 'failed', 'missed'),
      (one, other) => {
        const [first, second] = [one, other].map(status => report('call-hangup', status, null).key);
        expect(JSON.stringify(first) === JSON.stringify(second)).toBe(one === other);
      },
    ),
  );
});

test('progress of a call and the end of an answered call are separate events', () => {
  const others = [
    report('call-started', 'started'),
    report('call-ringing', 'ringing'),
    report('call-answered', 'answered'),
    report('call-update', 'on-hold'),
    report('call-hangup', 'ended'),
    report('call-transfer-failed', 'failed'),
  ];
  expect(new Set([...others, ...reports].map(({ key }) => key.join(' '))).size).toBe(others.length + 1);
});

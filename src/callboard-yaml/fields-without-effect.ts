/** Fields of callboard.yaml that have no effect yet. */
import type { RuleBody } from '../rules/rule.ts';
import type { FileChannel } from './file-schema.ts';

const ofRule = {
  urgent: "urgent has no effect yet: quiet hours aren't available",
  digest: 'digest has no effect yet: events are posted one by one',
  escalate: 'escalate has no effect yet: no one is pinged later',
} as const satisfies Partial<Record<keyof RuleBody, string>>;

/** Describes each field of a rule or channel that has no effect yet, one sentence each, without a full stop. */
export function describeFieldsWithoutEffect(of: RuleBody | FileChannel): string[] {
  if ('rules' in of) return of.quiet ? ['quiet has no effect yet: messages are posted at any time'] : [];
  const settings = Object.entries(ofRule).filter(([name]) => of[name as keyof typeof ofRule] !== undefined);
  const show =
    of.show === undefined || of.show === 'post'
      ? []
      : [`show: ${of.show} has no effect yet: each event is posted as a new message`];
  return [...settings.map(([, sentence]) => sentence), ...show];
}

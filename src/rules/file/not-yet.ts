/** What the format has and nothing acts on yet, so that nobody waits for it. */
import type { RuleBody } from '../rule.ts';
import type { FileChannel } from './format.ts';

const ofRule = {
  urgent: '"urgent" is kept, but nothing is held back yet that it could hurry',
  digest: '"digest" is kept, but events are still posted one by one',
  escalate: '"escalate" is kept, but nobody is called on yet',
} as const satisfies Partial<Record<keyof RuleBody, string>>;

/** One sentence for every setting of a rule or channel that has no effect yet. */
export function notYetActedOn(of: RuleBody | FileChannel): string[] {
  if ('rules' in of) return of.quiet ? ['"quiet" is kept, but messages still come at any hour'] : [];
  const words = Object.entries(ofRule).filter(([name]) => of[name as keyof typeof ofRule] !== undefined);
  const show = of.show === undefined || of.show === 'post' ? [] : [`"show: ${of.show}" is kept, but shown as a post`];
  return [...words.map(([, sentence]) => sentence), ...show];
}

/** Warnings for a valid callboard.yaml. */

import { describeFieldsWithoutEffect } from '../callboard-yaml/fields-without-effect.ts';
import type { CallboardFile, FileChannel } from '../callboard-yaml/file-schema.ts';
import { buildSession } from '../events/build-session.ts';
import { renderStrictly } from '../messages/render-template.ts';
import type { Template } from '../messages/template/template.ts';
import { formatRedundant, patternsOf } from '../rules/glob.ts';
import { findUnreachable, formatEarlierRules } from '../rules/unreachable.ts';
import { providerTitle } from '../sources/providers/index.ts';
import type { Core } from './core.ts';
import { lintTemplate } from './lint-template.ts';
import { sampleOfType } from './sample-event.ts';
import { typesOfTemplate } from './template-names.ts';

/** Lists settings and rules without effect, and surprises in templates: one sentence each, with its channel or template. */
export async function fileWarnings(core: Core, { channels, templates }: CallboardFile): Promise<string[]> {
  const known = new Map([...(await core.loadTemplates(core.database.db)), ...Object.entries(templates)]);
  const rules = Object.values(channels).flatMap(channel => channel.rules);
  const warnings = Object.entries(channels).flatMap(([address, channel]) => [
    ...describeFieldsWithoutEffect(channel).map(text => `${address}: ${text}`),
    ...ruleWarnings(channel).map(text => `${address}, ${text}`),
  ]);
  for (const [name, template] of Object.entries(templates)) {
    const found = await templateWarnings(template, typesOfTemplate(name, known, rules));
    warnings.push(...found.map(text => `template ${name}: ${text}`));
  }
  return warnings;
}

/** Samples that each template is rendered with. */
const most = 3;

async function templateWarnings(template: Template, types: readonly string[]): Promise<string[]> {
  const samples = types.map(type => sampleOfType(type, Date.now())).filter(event => event !== null);
  try {
    const messages = samples.slice(0, most).map(event =>
      renderStrictly(template, {
        event,
        providerTitle: providerTitle(event.provider),
        session: buildSession([event]),
        timezone: null,
      }),
    );
    return await lintTemplate(template, types, messages);
  } catch (error) {
    return [`can't be rendered: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function ruleWarnings({ rules }: FileChannel): string[] {
  const shadows = findUnreachable(rules);
  const numbers = new Map(rules.map((rule, at) => [rule, at + 1]));
  return rules.flatMap((rule, at) => {
    const earlier = shadows.get(rule)?.map(one => numbers.get(one) ?? 0);
    const notes = [...formatRedundant(patternsOf(rule)), ...describeFieldsWithoutEffect(rule)];
    const never = earlier ? [`rule ${at + 1} never matches, because ${formatEarlierRules(earlier)}`] : [];
    return [...never, ...notes.map(text => `rule ${at + 1}: ${text}`)];
  });
}

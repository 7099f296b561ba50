/** The version history of a template: its versions in every scope, and one version with a button to restore it. */

import { localTime } from '../../messages/local-time.ts';
import { formatTemplate, templateSchema } from '../../messages/template/template.ts';
import { typesOfTemplate } from '../../operations/template-names.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Choice, Reply } from '../../platforms/chat-protocol.ts';
import { findVersion, lastVersion, listVersions, type TemplateVersion } from '../../store/settings/templates.ts';
import { relativeTime } from '../../util/relative-time.ts';
import type { ChatContext, Pressed } from '../command.ts';
import { bullets, button, buttons, code, paragraph, refuse, reply, shortLabel } from '../reply/build-reply.ts';
import { readChannelTemplates } from './show-template.ts';
import { previewTemplate } from './template-preview.ts';
import {
  describeAuthor,
  describeVersion,
  readNumber,
  readScope,
  type ScopeName,
  scopeAddress,
  scopeLabel,
  scopeNames,
  versionLabel,
} from './template-scope.ts';

/** Versions in one select. A Slack message has room for these. */
const maxVersions = 25;

/** Lists the versions of a template in every scope, newest first. */
export async function showHistory(name: string, context: ChatContext): Promise<Reply> {
  const { db } = context.core.database;
  const versions: { scope: ScopeName; version: TemplateVersion }[] = [];
  for (const scope of scopeNames) {
    const its = await listVersions(db, { scope: scopeAddress(scope, context), name });
    versions.push(...its.map(version => ({ scope, version })));
  }
  versions.sort((a, b) => b.version.at - a.version.at);
  const shown = versions.slice(0, maxVersions);
  if (shown.length === 0) return refuse([code(name), ' has no earlier versions.'], { controls: toTemplate(name) });
  return reply(['Version history of ', code(name)], {
    blocks: [
      bullets(
        shown.map(({ scope, version }) => [
          ...describeVersion(scope, version, context),
          version.body === null ? ' · reset' : '',
        ]),
      ),
    ],
    controls: [
      {
        is: 'select',
        placeholder: 'Select a version',
        action: writeAction('templates.version', name),
        choices: shown.map(({ scope, version }) => versionChoice(scope, version, context)),
      },
      ...toTemplate(name),
    ],
  });
}

function versionChoice(scope: ScopeName, version: TemplateVersion, context: ChatContext): Choice {
  const label = `${versionLabel(scope, version, context)} · ${relativeTime(version.at)}`;
  return { label: shortLabel(label), value: `${scope}.${version.version}` };
}

const toTemplate = (name: string) => buttons(button('View template', writeAction('templates.open', name)));

/** Shows the version chosen in the history, or the history when that version no longer exists. */
export async function openVersion(
  { args: [name = ''], chosen: [choice = ''] }: Pressed,
  context: ChatContext,
): Promise<Reply> {
  const [scopeName, number] = choice.split('.');
  const scope = readScope(scopeName);
  const { db } = context.core.database;
  const version = await findVersion(db, { scope: scopeAddress(scope, context), name }, readNumber(number));
  return version ? showVersion(name, scope, version, context) : showHistory(name, context);
}

/** Shows one version, with a preview and a button to restore it. */
async function showVersion(
  name: string,
  scope: ScopeName,
  version: TemplateVersion,
  context: ChatContext,
): Promise<Reply> {
  const world = await readChannelTemplates(context);
  const template = version.body === null ? null : templateSchema.parse(version.body);
  const preview =
    template && (await previewTemplate(context, template, typesOfTemplate(name, world.templates, world.rules)));
  const inUse = await lastVersion(context.core.database.db, { scope: scopeAddress(scope, context), name });
  const seen = String(inUse?.version ?? version.version);
  const back = writeAction('templates.back', name, scope, String(version.version), seen);
  return reply(['Version ', String(version.version), ' of ', code(name), ` (${scopeLabel(scope, context)})`], {
    blocks: [
      paragraph([`${describeAuthor(version.author, context)} · `, localTime(version.at)]),
      template
        ? { type: 'code', text: formatTemplate(template).trimEnd() }
        : paragraph(`This version reset the template for ${scopeLabel(scope, context)}.`),
    ],
    previews: preview?.messages ?? [],
    controls: buttons(
      button(template ? 'Restore this version' : 'Reset template', back, template ? 'primary' : 'danger'),
      button('View history', writeAction('templates.history', name)),
    ),
  });
}

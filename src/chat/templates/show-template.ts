/** The templates of a channel: the list, one of them, and its history. */

import { nearest } from '../../did-you-mean.ts';
import type { Inline } from '../../messages/message.ts';
import { findTemplate, templateNameFor } from '../../messages/template/built-in-templates.ts';
import { formatTemplate, type Template, templateSchema } from '../../messages/template/template.ts';
import type { Templates } from '../../messages/template/template-scopes.ts';
import { allNames, customizedNames, nameForm, typesOfTemplate, usedNames } from '../../operations/template-names.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Choice, ControlRow, Reply } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/settings/rules.ts';
import { lastVersion, listVersions, type TemplateVersion } from '../../store/settings/templates.ts';
import { counted } from '../../util/plural.ts';
import type { ChatContext } from '../command.ts';
import {
  bullets,
  button,
  buttons,
  code,
  commandButton,
  type InlineText,
  paragraph,
  refuse,
  reply,
  shortLabel,
} from '../reply/build-reply.ts';
import { localTime } from '../reply/local-time.ts';
import { pageOf } from '../reply/paginate.ts';
import { previewTemplate } from './template-preview.ts';
import {
  holdingScope,
  type ScopeName,
  scopeAddress,
  scopeNames,
  scopeWords,
  versionsInScopes,
  widerTemplate,
  writtenBy,
} from './template-scope.ts';

/** What all of a channel's templates are about. */
export interface TemplateWorld {
  rules: readonly Rule[];
  templates: Templates;
}

export async function readWorld({ core, channel }: ChatContext): Promise<TemplateWorld> {
  const { db } = core.database;
  return { rules: (await readChannel(db, channel)).rules, templates: await core.loadTemplates(db, channel) };
}

/** The words that a name stands for here; null when it is neither a template nor an event type. */
export function wordsOf(name: string, { templates }: TemplateWorld): Template | null {
  return allNames(templates).includes(name) ? findTemplate(templates, name) : null;
}

/** Choices of one select, characters of a choice, and names on one page: as many as a message of Slack surely holds. */
const most = { choices: 25, label: 60, names: 40 };

/** `page` from 0. Those first that rules here use, then those that people made. */
export async function showTemplates(context: ChatContext, page = 0): Promise<Reply> {
  const { rules, templates } = await readWorld(context);
  const used = usedNames(rules);
  const made = customizedNames(templates, context.core.builtins).filter(name => !used.includes(name));
  const names = [...new Set([...used, ...made, ...allNames(templates)])];
  const listed = names.filter(name => name.length <= most.label);
  const action = (to: number) => writeAction('templates.page', String(to));
  const { shown, where, turn } = pageOf(listed, { page, size: most.names, what: 'Templates', action });
  const [ofRules, ofPeople] = [used, made].map(some => shown.filter(name => some.includes(name)));
  const others = shown.filter(name => !used.includes(name) && !made.includes(name));
  const unlisted = names.length - listed.length;
  return reply('Templates', {
    blocks: [
      paragraph([
        used.length === 0
          ? 'No rules here post yet, but you can still edit templates. Select one, or type '
          : 'Templates control how messages look. Select one, or type ',
        code('/callboard templates <name>'),
        '.',
      ]),
      ...where,
      ...(unlisted > 0
        ? [paragraph(`Not listed: ${counted(unlisted, 'template')} with a long name. Type the name to open it.`)]
        : []),
    ],
    controls: [
      ...selectsOf('Used in this channel', ofRules),
      ...selectsOf('Customized', ofPeople),
      ...selectsOf('All others', others),
      ...turn,
    ],
  });
}

function selectsOf(words: string, names: readonly string[] = []): ControlRow[] {
  const rows: ControlRow[] = [];
  for (let at = 0; at < names.length; at += most.choices) {
    const choices = names.slice(at, at + most.choices).map(name => ({ label: name, value: name }));
    const [first, last] = [choices[0]?.label, choices.at(-1)?.label];
    const placeholder = shortLabel(`${words}: ${first === last ? first : `${first} … ${last}`}`, 100);
    // An action of its own: no two controls of one message may have the same.
    rows.push({ is: 'select', placeholder, action: writeAction('templates.open', '', `${words[0]}${at}`), choices });
  }
  return rows;
}

export async function showTemplate(name: string, context: ChatContext, after?: InlineText): Promise<Reply> {
  const world = await readWorld(context);
  const template = wordsOf(name, world);
  if (!template) return suggestTemplate(name, world);
  const versions = await versionsInScopes(name, context);
  const scope = holdingScope(versions);
  const types = typesOfTemplate(name, world.templates, world.rules);
  const preview = await previewTemplate(context, template, types);
  return reply(after ?? ['Template ', code(name)], {
    blocks: [
      paragraph(originWords(name, scope && versions[scope], scope, { ...world, context })),
      { type: 'code', text: formatTemplate(template).trimEnd() },
      paragraph(preview.ofSamples ? 'Preview with sample data:' : 'Preview with your latest events:'),
    ],
    previews: preview.messages,
    controls: buttons(
      button('Edit', writeAction('templates.edit', name), 'primary'),
      ...(scopeNames.some(one => versions[one])
        ? [button('Version history', writeAction('templates.history', name))]
        : []),
      ...backButtons(name, scope, scope && versions[scope]),
      commandButton('All templates', 'templates'),
    ),
  });
}

function originWords(
  name: string,
  version: TemplateVersion | null,
  scope: ScopeName | null,
  { templates, context }: TemplateWorld & { context: ChatContext },
): InlineText {
  if (scope && version) return versionWords(scope, version, context);
  const own = templateNameFor(templates, name);
  return own === name ? 'Built-in template' : ['Uses the template ', code(own)];
}

/** `Version 2 (this channel) · Ann · 15:16` */
function versionWords(scope: ScopeName, version: TemplateVersion, context: ChatContext): (string | Inline)[] {
  return [`${versionLabel(scope, version, context)} · `, localTime(version.at)];
}

function versionLabel(scope: ScopeName, { version, author }: TemplateVersion, context: ChatContext): string {
  return `Version ${version} (${scopeWords(scope, context)}) · ${writtenBy(author, context)}`;
}

/** One step back is one press. */
function backButtons(name: string, scope: ScopeName | null, version: TemplateVersion | null) {
  if (!scope || !version) return [];
  const seen = String(version.version);
  const back = String(version.version - 1);
  return [
    ...(version.version > 1
      ? [button(`Restore version ${back}`, writeAction('templates.back', name, scope, back, seen))]
      : []),
    button('Reset to default', writeAction('templates.reset', name, scope, seen), 'danger'),
  ];
}

function suggestTemplate(name: string, { templates }: TemplateWorld): Reply {
  const meant = nearest(name, allNames(templates));
  const make = nameForm.test(name) ? [button('Create template', writeAction('templates.edit', name))] : [];
  const open = meant === null ? [] : [button(shortLabel(meant), writeAction('templates.open', meant), 'primary')];
  return refuse(
    [
      'Template ',
      code(shortLabel(name)),
      ' doesn’t exist.',
      ...(meant === null ? [] : [' Did you mean ', code(meant), '?']),
    ],
    { controls: buttons(...open, ...make, commandButton('All templates', 'templates')) },
  );
}

/** The versions of every scope, the newest first. */
export async function showHistory(name: string, context: ChatContext): Promise<Reply> {
  const { db } = context.core.database;
  const versions: { scope: ScopeName; version: TemplateVersion }[] = [];
  for (const scope of scopeNames) {
    const its = await listVersions(db, { scope: scopeAddress(scope, context), name });
    versions.push(...its.map(version => ({ scope, version })));
  }
  versions.sort((a, b) => b.version.at - a.version.at);
  const shown = versions.slice(0, most.choices);
  if (shown.length === 0) return refuse([code(name), ' has no earlier versions.'], { controls: toTemplate(name) });
  return reply(['Version history of ', code(name)], {
    blocks: [
      bullets(
        shown.map(({ scope, version }) => [
          ...versionWords(scope, version, context),
          version.body === null ? ' · reset to default' : '',
        ]),
      ),
    ],
    controls: [
      {
        is: 'select',
        placeholder: 'Select a version…',
        action: writeAction('templates.version', name),
        choices: shown.map(({ scope, version }) => versionChoice(scope, version, context)),
      },
      ...toTemplate(name),
    ],
  });
}

function versionChoice(scope: ScopeName, version: TemplateVersion, context: ChatContext): Choice {
  return { label: shortLabel(versionLabel(scope, version, context)), value: `${scope}.${version.version}` };
}

const toTemplate = (name: string) => buttons(button('View template', writeAction('templates.open', name)));

/** One version as it was. */
export async function showVersion(
  name: string,
  scope: ScopeName,
  version: TemplateVersion,
  context: ChatContext,
): Promise<Reply> {
  const world = await readWorld(context);
  const template = version.body === null ? null : templateSchema.parse(version.body);
  const preview =
    template && (await previewTemplate(context, template, typesOfTemplate(name, world.templates, world.rules)));
  const inUse = await lastVersion(context.core.database.db, { scope: scopeAddress(scope, context), name });
  const seen = String(inUse?.version ?? version.version);
  const back = writeAction('templates.back', name, scope, String(version.version), seen);
  return reply(['Version ', String(version.version), ' of ', code(name), ` (${scopeWords(scope, context)})`], {
    blocks: [
      paragraph([`${writtenBy(version.author, context)} · `, localTime(version.at)]),
      template
        ? { type: 'code', text: formatTemplate(template).trimEnd() }
        : paragraph(`Reset: ${widerTemplate(scope, context)} was used.`),
    ],
    previews: preview?.messages ?? [],
    controls: buttons(
      button('Restore this version', back, 'primary'),
      button('Version history', writeAction('templates.history', name)),
    ),
  });
}

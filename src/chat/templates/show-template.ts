/** Shows a channel's templates: the list and one template. */

import { nearest } from '../../did-you-mean.ts';
import type { ActionButton } from '../../messages/message.ts';
import { findTemplate, templateNameFor } from '../../messages/template/built-in-templates.ts';
import { formatTemplate, type Template } from '../../messages/template/template.ts';
import type { Templates } from '../../messages/template/template-scopes.ts';
import {
  allNames,
  customizedNames,
  templateNamePattern,
  typesOfTemplate,
  usedNames,
} from '../../operations/template-names.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ControlRow, Reply } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/settings/rules.ts';
import { findVersion, type TemplateVersion } from '../../store/settings/templates.ts';
import { counted } from '../../util/plural.ts';
import type { ChatContext } from '../command.ts';
import { whyNotIfKnown } from '../permissions.ts';
import {
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
import { pageOf } from '../reply/paginate.ts';
import { previewTemplate } from './template-preview.ts';
import {
  describeVersion,
  needOfScope,
  type ScopeName,
  scopeAddress,
  scopeInUse,
  scopeNames,
  versionsInScopes,
} from './template-scope.ts';

/** A channel's rules and the templates they can use. */
interface ChannelTemplates {
  rules: readonly Rule[];
  templates: Templates;
}

/** Reads the rules and templates of the channel. */
export async function readChannelTemplates({ core, channel }: ChatContext): Promise<ChannelTemplates> {
  const { db } = core.database;
  return { rules: (await readChannel(db, channel)).rules, templates: await core.loadTemplates(db, channel) };
}

/** The template that this channel uses for a name; null when it is neither a template nor an event type. */
export function findByName(name: string, { templates }: ChannelTemplates): Template | null {
  return allNames(templates).includes(name) ? findTemplate(templates, name) : null;
}

/** Choices in one select, characters in a label, and names on one page. A Slack message has room for these. */
const most = { choices: 25, label: 60, names: 40 };

/** Lists templates, first those that rules here use, then customized ones. `page` counts from 0. */
export async function showTemplates(context: ChatContext, page = 0): Promise<Reply> {
  const { rules, templates } = await readChannelTemplates(context);
  const used = usedNames(rules);
  const customized = customizedNames(templates, context.core.builtins).filter(name => !used.includes(name));
  const names = [...new Set([...used, ...customized, ...allNames(templates)])];
  const listed = names.filter(name => name.length <= most.label);
  const action = (to: number) => writeAction('templates.page', String(to));
  const { shown, where, pageButtons } = pageOf(listed, { page, size: most.names, what: 'Templates', action });
  const [shownUsed, shownCustomized] = [used, customized].map(some => shown.filter(name => some.includes(name)));
  const others = shown.filter(name => !used.includes(name) && !customized.includes(name));
  const unlisted = names.length - listed.length;
  return reply('Templates', {
    blocks: [
      paragraph([
        used.length === 0
          ? 'This channel has no posting rules yet. You can edit templates anyway. Select one, or type '
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
      ...selectsOf('Select one used here', shownUsed, 'U'),
      ...selectsOf('Select a customized one', shownCustomized, 'C'),
      ...selectsOf(used.length + customized.length > 0 ? 'Select another' : 'Select one', others, 'O'),
      ...pageButtons,
    ],
  });
}

function selectsOf(title: string, names: readonly string[] = [], key: string): ControlRow[] {
  const rows: ControlRow[] = [];
  for (let at = 0; at < names.length; at += most.choices) {
    const choices = names.slice(at, at + most.choices).map(name => ({ label: name, value: name }));
    const [first, last] = [choices[0]?.label, choices.at(-1)?.label];
    const placeholder = shortLabel(`${title}: ${first === last ? first : `${first} – ${last}`}`, 100);
    // A unique action ID: two controls of one message must not share one.
    rows.push({ is: 'select', placeholder, action: writeAction('templates.open', '', `${key}${at}`), choices });
  }
  return rows;
}

/** Shows a template with a preview. `title` replaces the usual title, to report what was just done. */
export async function showTemplate(name: string, context: ChatContext, title?: InlineText): Promise<Reply> {
  const world = await readChannelTemplates(context);
  const template = findByName(name, world);
  const mayEdit = (await whyNotIfKnown('change', context)) === null;
  if (!template) return suggestTemplate(name, world, mayEdit);
  const versions = await versionsInScopes(name, context);
  const scope = scopeInUse(versions);
  const types = typesOfTemplate(name, world.templates, world.rules);
  const preview = await previewTemplate(context, template, types);
  return reply(title ?? ['Template ', code(name)], {
    blocks: [
      paragraph(describeOrigin(name, scope && versions[scope], scope, { ...world, context })),
      { type: 'code', text: formatTemplate(template).trimEnd() },
      paragraph(preview.events.ofSamples ? 'The preview uses sample data.' : 'The preview uses your latest events.'),
    ],
    previews: preview.messages,
    controls: buttons(
      ...(mayEdit ? [button('Edit template…', writeAction('templates.edit', name), 'primary')] : []),
      ...(scopeNames.some(one => versions[one])
        ? [button('View history', writeAction('templates.history', name))]
        : []),
      ...(await backButtons(name, scope, scope && versions[scope], context)),
      commandButton('Open templates', 'templates'),
    ),
  });
}

function describeOrigin(
  name: string,
  version: TemplateVersion | null,
  scope: ScopeName | null,
  { templates, context }: ChannelTemplates & { context: ChatContext },
): InlineText {
  if (scope && version) return describeVersion(scope, version, context);
  const own = templateNameFor(templates, name);
  return own === name ? 'Built-in template' : ['Uses the template ', code(own)];
}

/** Buttons to restore the previous version, unless that one was a reset, and to reset; none without the right to. */
async function backButtons(
  name: string,
  scope: ScopeName | null,
  version: TemplateVersion | null,
  context: ChatContext,
): Promise<ActionButton[]> {
  if (!scope || !version || (await whyNotIfKnown(needOfScope[scope], context)) !== null) return [];
  const seen = String(version.version);
  const back = String(version.version - 1);
  const key = { scope: scopeAddress(scope, context), name };
  const previous = await findVersion(context.core.database.db, key, version.version - 1);
  return [
    ...(previous && previous.body !== null
      ? [button(`Restore version ${back}`, writeAction('templates.back', name, scope, back, seen))]
      : []),
    button('Reset template', writeAction('templates.reset', name, scope, seen), 'danger'),
  ];
}

function suggestTemplate(name: string, { templates }: ChannelTemplates, mayEdit: boolean): Reply {
  const meant = nearest(name, allNames(templates));
  const canMake = mayEdit && templateNamePattern.test(name);
  const make = canMake ? [button('Create template…', writeAction('templates.edit', name))] : [];
  const open = meant === null ? [] : [button(shortLabel(meant), writeAction('templates.open', meant), 'primary')];
  return refuse(
    [
      'Template ',
      code(shortLabel(name)),
      ' doesn’t exist.',
      ...(meant === null ? [] : [' Did you mean ', code(meant), '?']),
    ],
    { controls: buttons(...open, ...make, commandButton('Open templates', 'templates')) },
  );
}

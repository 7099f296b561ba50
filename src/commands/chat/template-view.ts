/** The templates of a channel: the list, one of them, and its history. */
import { findTemplate, templateNameFor } from '../../messages/builtins.ts';
import type { Templates } from '../../messages/scoped.ts';
import { formatTemplate, type Template, templateSchema } from '../../messages/template.ts';
import type { Choice, ControlRow, Reply } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/rules.ts';
import { lastVersion, listVersions, type TemplateVersion } from '../../store/templates.ts';
import { nearest } from '../../suggest.ts';
import type { Context } from './command.ts';
import { momentWords } from './moment.ts';
import { pageOf } from './pages.ts';
import { bullets, button, buttons, code, paragraph, refuse, reply, short, typed, type Words } from './say.ts';
import { allNames, nameForm, namesMade, namesUsed, typesTold } from './template-names.ts';
import { previewTemplate } from './template-preview.ts';
import {
  authorName,
  holdingScope,
  type ScopeName,
  scopeAddress,
  scopeNames,
  scopeWords,
  versionsInScopes,
} from './template-scope.ts';

/** What all of a channel's templates are about. */
export interface TemplateWorld {
  rules: readonly Rule[];
  templates: Templates;
}

export async function readWorld({ core, channel }: Context): Promise<TemplateWorld> {
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
export async function showTemplates(context: Context, page = 0): Promise<Reply> {
  const { rules, templates } = await readWorld(context);
  const used = namesUsed(rules);
  const made = namesMade(templates, context.core.builtins).filter(name => !used.includes(name));
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
          ? 'No rule here tells of anything yet. Choose a template all the same, or type '
          : 'A template says how an event is told. Choose one, or type ',
        code('/callboard templates <name>'),
        '.',
      ]),
      ...where,
      ...(unlisted > 0 ? [paragraph(`${unlisted} more have names too long for a choice: type them.`)] : []),
    ],
    controls: [
      ...selectsOf('Those that rules here use', ofRules),
      ...selectsOf('Made or changed by people', ofPeople),
      ...selectsOf('Others', others),
      ...turn,
    ],
  });
}

function selectsOf(words: string, names: readonly string[] = []): ControlRow[] {
  const rows: ControlRow[] = [];
  for (let at = 0; at < names.length; at += most.choices) {
    const choices = names.slice(at, at + most.choices).map(name => ({ label: name, value: name }));
    const [first, last] = [choices[0]?.label, choices.at(-1)?.label];
    const placeholder = short(`${words}: ${first === last ? first : `${first} … ${last}`}`, 100);
    // An action of its own: no two controls of one message may have the same.
    rows.push({ is: 'select', placeholder, action: writeAction('templates.open', '', `${words[0]}${at}`), choices });
  }
  return rows;
}

export async function showTemplate(name: string, context: Context, after?: Words): Promise<Reply> {
  const world = await readWorld(context);
  const template = wordsOf(name, world);
  if (!template) return suggestTemplate(name, world);
  const versions = await versionsInScopes(name, context);
  const scope = holdingScope(versions);
  const types = typesTold(name, world.templates, world.rules);
  const preview = await previewTemplate(context, template, types);
  return reply(after ?? ['Template ', code(name)], {
    blocks: [
      paragraph(originWords(name, scope && versions[scope], scope, world)),
      { type: 'code', text: formatTemplate(template).trimEnd() },
      paragraph(preview.ofSamples ? 'Below: a sample of it.' : 'Below: the last events here as it tells them.'),
    ],
    previews: preview.messages,
    controls: buttons(
      button('Edit', writeAction('templates.edit', name), 'primary'),
      ...(scopeNames.some(one => versions[one]) ? [button('History', writeAction('templates.history', name))] : []),
      ...backButtons(name, scope, scope && versions[scope]),
      typed('All templates', 'templates'),
    ),
  });
}

function originWords(
  name: string,
  version: TemplateVersion | null,
  scope: ScopeName | null,
  world: TemplateWorld,
): Words {
  if (scope && version) {
    const where = `Version ${version.version} for ${scopeWords[scope]}, by ${authorName(version.author)}, `;
    return [where, momentWords(version.at), '.'];
  }
  const own = templateNameFor(world.templates, name);
  return own === name
    ? 'It is the one that Callboard comes with.'
    : ['It has no template of its own: ', code(own), ' is used.'];
}

/** One step back is one press. */
function backButtons(name: string, scope: ScopeName | null, version: TemplateVersion | null) {
  if (!scope || !version) return [];
  const seen = String(version.version);
  const back = String(version.version - 1);
  return [
    ...(version.version > 1
      ? [button(`Roll back to version ${back}`, writeAction('templates.back', name, scope, back, seen))]
      : []),
    button('Reset', writeAction('templates.reset', name, scope, seen), 'danger'),
  ];
}

function suggestTemplate(name: string, { templates }: TemplateWorld): Reply {
  const meant = nearest(name, allNames(templates));
  const make = nameForm.test(name) ? [button('Make it', writeAction('templates.edit', name))] : [];
  const open = meant === null ? [] : [button(short(meant), writeAction('templates.open', meant), 'primary')];
  return refuse(
    ['There is no template ', code(short(name)), ...(meant === null ? ['.'] : ['. Did you mean ', code(meant), '?'])],
    { controls: buttons(...open, ...make, typed('All templates', 'templates')) },
  );
}

/** The versions of every scope, the newest first. */
export async function showHistory(name: string, context: Context): Promise<Reply> {
  const { db } = context.core.database;
  const versions: { scope: ScopeName; version: TemplateVersion }[] = [];
  for (const scope of scopeNames) {
    const its = await listVersions(db, { scope: scopeAddress(scope, context), name });
    versions.push(...its.map(version => ({ scope, version })));
  }
  versions.sort((a, b) => b.version.at - a.version.at);
  const shown = versions.slice(0, most.choices);
  if (shown.length === 0) return refuse([code(name), ' was never changed.'], { controls: toTemplate(name) });
  return reply(['History of ', code(name)], {
    blocks: [
      bullets(
        shown.map(({ scope, version: { version, author, at, body } }) => [
          `Version ${version} for ${scopeWords[scope]}, by ${authorName(author)}, `,
          momentWords(at),
          body === null ? ': reset' : '',
        ]),
      ),
    ],
    controls: [
      {
        is: 'select',
        placeholder: 'Look at a version',
        action: writeAction('templates.version', name),
        choices: shown.map(({ scope, version }) => versionChoice(scope, version)),
      },
      ...toTemplate(name),
    ],
  });
}

function versionChoice(scope: ScopeName, { version, author }: TemplateVersion): Choice {
  const label = short(`Version ${version} for ${scopeWords[scope]}, by ${authorName(author)}`);
  return { label, value: `${scope}.${version}` };
}

const toTemplate = (name: string) => buttons(button('Back to the template', writeAction('templates.open', name)));

/** One version as it was. */
export async function showVersion(
  name: string,
  scope: ScopeName,
  version: TemplateVersion,
  context: Context,
): Promise<Reply> {
  const world = await readWorld(context);
  const template = version.body === null ? null : templateSchema.parse(version.body);
  const preview = template && (await previewTemplate(context, template, typesTold(name, world.templates, world.rules)));
  const inUse = await lastVersion(context.core.database.db, { scope: scopeAddress(scope, context), name });
  const seen = String(inUse?.version ?? version.version);
  const back = writeAction('templates.back', name, scope, String(version.version), seen);
  return reply(['Version ', String(version.version), ' of ', code(name), ` for ${scopeWords[scope]}`], {
    blocks: [
      paragraph([`By ${authorName(version.author)}, `, momentWords(version.at), '.']),
      template
        ? { type: 'code', text: formatTemplate(template).trimEnd() }
        : paragraph('It was reset: a wider template, or the built-in one, was used.'),
    ],
    previews: preview?.messages ?? [],
    controls: buttons(
      button('Roll back to it', back, 'primary'),
      button('History', writeAction('templates.history', name)),
    ),
  });
}

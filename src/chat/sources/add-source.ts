/** Adds sources. Secrets are shown once, to the person who adds the source. */
import { randomInt } from 'node:crypto';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, Field, Form, Reply } from '../../platforms/chat-protocol.ts';
import { findProvider, providers } from '../../sources/providers/index.ts';
import type { Provider, SetupStep } from '../../sources/source.ts';
import { audit } from '../../store/audit-log.ts';
import { addSource, type StoredSource } from '../../store/sources/sources.ts';
import type { Db } from '../../store/tables.ts';
import { listAnd } from '../../util/lists.ts';
import type { ChatContext, Submitted } from '../command.ts';
import { whyNot, workspaceWord } from '../permissions.ts';
import { bold, code, type InlineText, inlines, paragraph, Refusal, reply, shortLabel } from '../reply/build-reply.ts';
import { needOfOwner, visibleSources, whyNotNamed } from './source-visibility.ts';

const all: readonly Provider[] = Object.values(providers);

const endpoints = listAnd(all.map(({ name }) => `/webhooks/${name}`));
const endOfDefaults = `After you add a source, ${endpoints} reject unsigned webhooks.`;

/** Only generated credentials are shown. */
const shownOnce = all
  .flatMap(({ title, setUp }) => (setUp.secrets ? `For ${title}, you’ll see the ${setUp.secrets} only once.` : []))
  .join(' ');

/** The form field for a provider's credentials. Each provider has its own. */
export const answerField = ({ name }: Provider) => `answer-${name}`;

/** The form of a new source. It warns when adding the first source turns the default endpoints off. */
export async function addForm(chosen: Provider | null, context: ChatContext, name = ''): Promise<Form> {
  const { workspace } = context;
  const { unsigned } = await context.receiving();
  return {
    title: 'Add source',
    action: writeAction('source.create'),
    submit: 'Add source',
    intro: `Creates a webhook URL. ${shownOnce}${unsigned ? ` ${endOfDefaults}` : ''}`,
    fields: [
      {
        is: 'select',
        name: 'provider',
        label: 'Provider',
        choices: all.map(provider => ({ label: provider.title, value: provider.name })),
        value: [(chosen ?? all[0])?.name ?? ''],
      },
      {
        is: 'text',
        name: 'name',
        label: 'Name',
        hint: 'Part of the URL. Lowercase letters, digits and hyphens. Leave empty to generate one.',
        optional: true,
        lines: 'one',
        most: 40,
        value: name,
      },
      {
        is: 'select',
        name: 'for',
        label: 'Used by',
        choices: [
          { label: `This ${workspaceWord(workspace)}`, value: 'workspace' },
          { label: `All ${workspaceWord(workspace)}s`, value: 'everyone' },
        ],
        value: ['workspace'],
      },
      ...all.flatMap(provider =>
        answerFields(provider).map(field => ({ ...field, shownFor: { provider: [provider.name] } })),
      ),
    ],
  };
}

/** The field for the credentials that only people know; none for a provider that generates its own. */
export function answerFields(provider: Provider): Field[] {
  const { asks } = provider.setUp;
  return asks === null
    ? []
    : [{ is: 'text', name: answerField(provider), ...asks, lines: 'many', most: 3000, optional: true }];
}

/** Handles the submitted form of addForm(). */
export async function create({ fields }: Submitted, context: ChatContext): Promise<ChatResponse> {
  const one = (name: string) => fields[name]?.[0]?.trim() ?? '';
  const provider = findProvider(one('provider'));
  if (!provider) throw new Refusal('Select a provider.');
  const name = one('name');
  const workspace = one('for') === 'everyone' ? null : context.workspace;
  const added = await add({ provider, name, workspace, answer: one(answerField(provider)) }, context);
  if (!('problem' in added)) return added;
  return { is: 'invalid', problems: { [added.field]: added.problem }, form: await fillForm(fields, context) };
}

/** Answers with the form again, with the field of the selected provider. */
export async function revise({ fields }: Submitted, context: ChatContext): Promise<ChatResponse> {
  return { is: 'form', form: await fillForm(fields, context) };
}

/** The form with these values. A hidden field has none, and keeps its own. */
async function fillForm(values: Submitted['fields'], context: ChatContext): Promise<Form> {
  const form = await addForm(null, context);
  const fields = form.fields.map((field): Field => {
    const typed = values[field.name];
    if (typed === undefined) return field;
    return field.is === 'text' ? { ...field, value: typed[0] ?? '' } : { ...field, value: typed };
  });
  return { ...form, fields };
}

interface NewSource {
  provider: Provider;
  /** Empty to generate one. */
  name: string;
  workspace: string | null;
  /** The credentials that the person entered; '' when the provider generates them. */
  answer: string;
}

/** Adds a source. Returns the setup steps, or the problem and its field. */
export async function add(
  { provider, name, workspace, answer }: NewSource,
  context: ChatContext,
): Promise<Reply | { field: string; problem: string }> {
  const forbidden = await whyNot(needOfOwner(workspace), context);
  if (forbidden !== null) return { field: 'for', problem: forbidden };
  const wrong = name === '' ? null : whyNotNamed(name);
  if (wrong !== null) return { field: 'name', problem: wrong };
  const made = provider.setUp.make(answer);
  if (!made.ok) return { field: answerField(provider), problem: made.problem };
  const source = {
    name: name || generateName(provider),
    provider: provider.name,
    credentials: made.credentials,
    workspace,
  };
  const { unsigned } = await context.receiving();
  const now = Date.now();
  const isAdded = await context.core.database.db.transaction().execute(async tx => {
    const free = await addSource(tx, source, now);
    if (free) await auditSource(tx, context, 'add source', source, now);
    return free;
  });
  if (!isAdded) return { field: 'name', problem: `“${source.name}” is taken. Choose another name.` };
  return showSteps(
    ['✓ Source ', code(source.name), ` is ready. Finish in ${provider.setUp.place}:`],
    provider.setUp.steps(context.webhookUrl(source.name), source.credentials),
    provider,
    context,
    unsigned ? [`${endpoints} no longer accept unsigned webhooks.`] : [],
  );
}

function generateName({ name }: Provider): string {
  return `${name}-${randomInt(36 ** 3, 36 ** 4).toString(36)}`;
}

/** Shows steps to follow in the provider's dashboard, with the secrets. */
export function showSteps(
  title: InlineText,
  steps: readonly SetupStep[],
  { title: providerTitle, setUp }: Provider,
  { hasPublicUrl }: ChatContext,
  notes: readonly InlineText[] = [],
): Reply {
  const items = steps.map(step => inlines(step.map(part => (typeof part === 'string' ? part : code(part.copy)))));
  return reply(title, {
    color: 'green',
    blocks: [
      ...notes.map(paragraph),
      ...(hasPublicUrl || items.length === 0
        ? []
        : [
            paragraph([
              bold(`${providerTitle} can’t reach this URL from the internet.`),
              ' Set ',
              code('PUBLIC_URL'),
              ' to the server’s public address and restart.',
            ]),
          ]),
      ...(setUp.secrets === null
        ? []
        : [paragraph([bold(`Copy the ${setUp.secrets} now.`), ' You won’t see this again.'])]),
      ...(items.length > 0 ? [{ type: 'list', ordered: true, depth: 0, items } as const] : []),
    ],
    secret: true,
  });
}

/** The source with this name; throws a Refusal when this workspace has none. */
export async function demandSource(
  name: string,
  context: ChatContext,
): Promise<{ source: StoredSource; provider: Provider }> {
  const source = (await visibleSources(context)).find(one => one.name === name);
  const provider = source && findProvider(source.provider);
  if (source && provider) return { source, provider };
  if (Object.hasOwn(providers, name)) {
    const { sources, unsigned } = await context.receiving();
    const isInSettings = !unsigned && sources.some(one => one.name === name);
    throw new Refusal(
      isInSettings
        ? `${name} is set up in Callboard’s .env file. Ask the operator to change it there.`
        : `${name} is a default endpoint. It has no credentials, and you can’t delete it.`,
    );
  }
  throw new Refusal(`Unknown source “${shortLabel(name, 40)}”. See /callboard source list.`);
}

/** Writes a change of a source to the audit log, without secrets. */
export function auditSource(
  tx: Db,
  context: ChatContext,
  action: string,
  source: StoredSource,
  now: number,
): Promise<void> {
  const detail = { name: context.by.name, source: source.name, provider: source.provider };
  return audit(tx, { actor: context.actor, action, target: source.workspace ?? 'everywhere', detail }, now);
}

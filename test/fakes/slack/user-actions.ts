/**
 * A user of Slack, who types commands, presses visible controls and fills in forms. Their actions reach the app by Socket
 * Mode, or signed at its request URL, and the user sees the responses.
 */

import { messageText } from './read.ts';
import type { FakeSocket } from './socket.ts';
import type { EphemeralMessage, Surfaces, View } from './surfaces.ts';
import { responseProblems } from './validate-view.ts';
import type { FakeMessage, Workspace } from './workspace.ts';

type Json = Record<string, unknown>;

export interface Person {
  /** Types `/callboard` and these words. */
  command(words?: string): Promise<void>;
  /** Presses the last visible button, or chooses the last visible option, with this label. */
  press(label: string): Promise<void>;
  /** Presses a control of the open modal. */
  pressInModal(label: string): Promise<void>;
  /**
   * Changes a field of the open modal, by its block. Slack reports it to the app where the field dispatches actions. The
   * other fields keep their values, and so does this one where it exists afterwards.
   */
  change(block: string, value: string | string[]): Promise<void>;
  /** Presses a control of the App Home. */
  pressAtHome(label: string): Promise<void>;
  /** Uses *Why?* in the menu of a message. */
  why(ts: string): Promise<void>;
  openHome(): Promise<void>;
  /**
   * Submits the open modal with these values by block; other fields keep their values. Resolves with the errors that
   * Slack shows under fields, by block.
   */
  submit(values?: Record<string, string | string[]>): Promise<Record<string, string>>;
  closeModal(): void;
  /** The ephemeral messages to them in the channel, oldest first. */
  sees(): string;
  modal(): string;
  home(): string;
}

export interface PersonContext {
  team: string;
  workspace: Workspace;
  surfaces: Surfaces;
  socket: FakeSocket;
  /** Sends a form to the request URL; resolves with the body of the response, null without one. */
  post(url: string, form: Record<string, string>): Promise<unknown>;
  /** Reports an event. */
  report(event: Json & { type: string }, url?: string): Promise<void>;
  /** The response_url with this id. */
  responseUrl(id: string): string;
}

export interface PersonOptions {
  person: string;
  channel: string;
  /** The request URL of an app in HTTP mode; else Socket Mode. */
  url?: string;
  /** The user's workspace, if it is another one. */
  team?: string;
}

const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const words = (text: unknown): unknown => (text as Json | undefined)?.text;

/** The control with this label, as Slack reports its use. */
function findControl(blocks: Json[], label: string): Json | null {
  for (const element of blocks.flatMap(block => list(block.type === 'actions' ? block.elements : []))) {
    if (element.type === 'button' && words(element.text) === label) {
      return { type: 'button', action_id: element.action_id, value: element.value, text: element.text };
    }
    const option = list(element.options).find(({ text }) => words(text) === label);
    if (option) return { type: element.type, action_id: element.action_id, selected_option: option };
  }
  return null;
}

const blocksOf = ({ blocks, attachments }: Json): Json[] => [
  ...list(blocks),
  ...list(attachments).flatMap(one => list(one.blocks)),
];

export function createPerson(
  context: PersonContext,
  { person, channel, url, team = context.team }: PersonOptions,
): Person {
  const { surfaces, workspace } = context;
  const base = () => ({
    team: { id: team, domain: 'acme' },
    user: { id: person, name: 'somebody', username: 'somebody', team_id: team },
    api_app_id: 'A0APP',
    token: 'fake-verification-token',
    trigger_id: surfaces.makeTrigger(person),
  });
  const channelObject = { id: channel, name: 'calls' };

  const interact = (payload: Json): Promise<unknown> =>
    url === undefined
      ? context.socket.send('interactive', payload)
      : context.post(url, { payload: JSON.stringify(payload) });

  const response = (origin: { ephemeral: EphemeralMessage } | { ts: string } | null) =>
    context.responseUrl(surfaces.makeResponse({ channel, person, origin }));

  async function use(control: Json | null, label: string, more: Json): Promise<void> {
    if (!control) throw new Error(`${person} sees no ${label}`);
    await interact({
      type: 'block_actions',
      ...base(),
      ...more,
      actions: [{ block_id: 'b', action_ts: '1.1', ...control }],
    });
  }

  /** The values typed since a view opened, by the view's id. */
  const typed = new Map<string, Record<string, string | string[]>>();
  const typedIn = (view: View) => typed.get(view.id) ?? {};

  function openModal(): View {
    const view = surfaces.modals.get(person);
    if (!view) throw new Error(`${person} has no modal open`);
    return view;
  }

  const shown = (): { body: Json; origin: { ephemeral: EphemeralMessage } | { ts: string } }[] => [
    ...workspace.messages(channel).map(({ body, ts }: FakeMessage) => ({ body, origin: { ts } })),
    ...surfaces.ephemeral
      .filter(one => one.channel === channel && one.person === person)
      .map(ephemeral => ({ body: ephemeral.body, origin: { ephemeral } })),
  ];

  return {
    async command(typed = '') {
      const fields = {
        command: '/callboard',
        text: typed,
        team_id: team,
        team_domain: 'acme',
        channel_id: channel,
        channel_name: 'calls',
        user_id: person,
        user_name: 'somebody',
        api_app_id: 'A0APP',
        token: 'fake-verification-token',
        trigger_id: surfaces.makeTrigger(person),
        response_url: response(null),
      };
      await (url === undefined ? context.socket.send('slash_commands', fields) : context.post(url, fields));
    },
    async press(label) {
      const seen = shown().findLast(({ body }) => findControl(blocksOf(body), label));
      if (!seen) throw new Error(`${person} sees no ${label}`);
      const { body, origin } = seen;
      await use(findControl(blocksOf(body), label), label, {
        channel: channelObject,
        container: { type: 'message', channel_id: channel, is_ephemeral: 'ephemeral' in origin },
        response_url: response(origin),
      });
    },
    async pressInModal(label) {
      const view = openModal();
      const state = stateOfView(view, typedIn(view));
      await use(findControl(view.blocks, label), label, {
        view: { ...view, state },
        container: { type: 'view', view_id: view.id },
      });
    },
    async change(block, value) {
      const view = openModal();
      const input = inputsOf(view).find(({ block_id }) => block_id === block);
      if (!input) throw new Error(`The modal has no field ${block}`);
      typed.set(view.id, { ...typedIn(view), [block]: value });
      if (input.dispatch_action !== true) return;
      const state = stateOfView(view, typedIn(view));
      const [[action_id, used] = ['', {}]] = Object.entries(state.values[block] ?? {});
      await use({ ...(used as Json), action_id, block_id: block }, block, {
        view: { ...view, state },
        container: { type: 'view', view_id: view.id },
      });
    },
    async pressAtHome(label) {
      const view = surfaces.homes.get(person);
      await use(findControl(view?.blocks ?? [], label), label, {
        view,
        container: { type: 'view', view_id: view?.id },
      });
    },
    async why(ts) {
      await interact({
        type: 'message_action',
        callback_id: 'why',
        ...base(),
        channel: channelObject,
        message: { type: 'message', ts, text: '' },
        message_ts: ts,
        response_url: response(null),
        action_ts: '1.1',
      });
    },
    openHome: () => context.report({ type: 'app_home_opened', user: person, channel: 'D1', tab: 'home' }, url),
    async submit(values = {}) {
      const view = openModal();
      const state = stateOfView(view, { ...typedIn(view), ...values }, true);
      const payload = { type: 'view_submission', ...base(), view: { ...view, state } };
      const answer = (await interact(payload)) as Json | null | undefined;
      const problems = responseProblems(answer, view);
      if (problems.length > 0) throw new Error(`Slack rejects the response: ${problems.join('; ')}`);
      if (answer?.response_action === 'errors') return answer.errors as Record<string, string>;
      if (answer?.response_action === 'update')
        surfaces.modals.set(person, surfaces.makeView(answer.view as Json, view.id));
      else surfaces.modals.delete(person);
      return {};
    },
    closeModal: () => void surfaces.modals.delete(person),
    sees: () =>
      surfaces.ephemeral
        .filter(one => one.channel === channel && one.person === person)
        .map(({ body }) => messageText(body))
        .join('\n\n'),
    modal: () => surfaces.readModal(person),
    home: () => surfaces.readHome(person),
  };
}

const inputsOf = (view: View): Json[] => view.blocks.filter(({ type }) => type === 'input');

/** The state of a view. With `complete`, required fields must be filled in. */
function stateOfView(view: View, values: Record<string, string | string[]>, complete = false) {
  const states = inputsOf(view).map(input =>
    stateOf(complete ? input : { ...input, optional: true }, values[String(input.block_id)]),
  );
  return { values: Object.fromEntries(states) as Record<string, Json> };
}

/** The state of an input as Slack reports it. Throws for a value that a user can't type or choose. */
function stateOf({ block_id, element, optional }: Json, entered: string | string[] | undefined): [string, Json] {
  const { type, action_id, options, max_length, max_selected_items } = element as Json;
  const { initial_value, initial_option, initial_options } = element as Json;
  const pick = (value: string) => {
    const option = list(options).find(one => one.value === value);
    if (!option) throw new Error(`${block_id} has no option ${value}`);
    return option;
  };
  const required = (filled: boolean) => {
    if (!filled && optional !== true) throw new Error(`${block_id} has to be filled in`);
  };
  const report = (state: Json): [string, Json] => [String(block_id), { [String(action_id)]: { type, ...state } }];
  if (type === 'plain_text_input') {
    const value = entered === undefined ? initial_value : String(entered);
    if (String(value ?? '').length > Number(max_length ?? 3000)) throw new Error(`${block_id} is too long`);
    required(Boolean(value));
    return report({ value: value || null });
  }
  const chosen = entered === undefined ? undefined : [entered].flat().map(pick);
  if (type === 'static_select') {
    const selected = chosen ? (chosen[0] ?? null) : (initial_option ?? null);
    required(selected !== null);
    return report({ selected_option: selected });
  }
  const selected = chosen ?? list(initial_options);
  if (selected.length > Number(max_selected_items ?? 100)) throw new Error(`${block_id} takes fewer choices`);
  required(selected.length > 0);
  return report({ selected_options: selected });
}

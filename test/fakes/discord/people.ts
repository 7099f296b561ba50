/** A user of Discord's client, who can type only registered commands and press only existing controls. */
import { type KeyObject, sign } from 'node:crypto';
import { bot } from './events.ts';
import type { FakeGateway } from './gateway.ts';
import type { Begun, Interactions, Shown, ShownMessage } from './interactions.ts';
import { flatten } from './validate.ts';
import type { Command, Label } from './validate-forms.ts';

export interface PersonOptions {
  guild: string;
  channel: string;
  /** Permission bits in the channel; default Manage Channels. */
  permissions?: bigint;
  id?: string;
  name?: string;
  /** The endpoint for signed requests; without it, interactions go over the gateway. */
  url?: string;
}

export interface Person {
  command(subcommand: string, options?: Record<string, string>): Promise<Shown>;
  /** Requests completions for the last option. */
  complete(subcommand: string, options: Record<string, string>): Promise<Shown>;
  /** The menu of a message: Apps > Why? */
  why(message: string): Promise<Shown>;
  press(message: ShownMessage | undefined, label: string): Promise<Shown>;
  choose(message: ShownMessage | undefined, placeholder: string, labels: string[]): Promise<Shown>;
  /** Submits the open form. `values` replaces field values by label: texts, or the labels of options. */
  submit(shown: Shown, values?: Record<string, string | string[]>): Promise<Shown>;
}

interface PersonContext {
  application: string;
  /** The commands that are registered now. */
  commands(): Command[];
  interactions: Interactions;
  gateway: FakeGateway;
  privateKey: KeyObject;
}

const MANAGE_CHANNELS = 1n << 4n;

export function createPerson(context: PersonContext, options: PersonOptions): Person {
  const { guild, channel, permissions = MANAGE_CHANNELS, id = '200000000000000001', name = 'Ann', url } = options;

  async function interact(type: number, data: object, on: ShownMessage | null = null): Promise<Shown> {
    const begun = context.interactions.begin(type, channel, on);
    const user = { id, username: name.toLowerCase(), global_name: name, discriminator: '0', avatar: null };
    const raw = {
      id: begun.id,
      application_id: context.application,
      type,
      token: begun.token,
      version: 1,
      guild_id: guild,
      channel_id: channel,
      channel: { id: channel, type: 0, guild_id: guild, name: 'calls', permissions: String(permissions) },
      member: { user, roles: [], nick: null, joined_at: '2026-01-01T00:00:00Z', permissions: String(permissions) },
      app_permissions: '68608',
      locale: 'en-GB',
      entitlements: [],
      authorizing_integration_owners: { 0: guild },
      context: 0,
      attachment_size_limit: 1_000_000,
      data,
      ...(on && { message: messageObject(on, channel) }),
    };
    if (url) void post(url, raw, context.privateKey, begun);
    else context.gateway.dispatch({ t: 'INTERACTION_CREATE', d: raw });
    return begun.first;
  }

  function typed(word: string, values: Record<string, string>, isFocused: boolean) {
    const found = context
      .commands()
      .find(command => command.type === 1)
      ?.options.find(one => one.name === word);
    if (!found) throw new Error(`/callboard ${word} is not registered.`);
    const names = Object.keys(values);
    const filledOptions = names.map((each, index) => {
      const option = found.options?.find(one => one.name === each);
      if (!option) throw new Error(`/callboard ${word} has no option ${each}.`);
      const focused = isFocused && index === names.length - 1;
      const value = option.type === 5 ? values[each] === 'true' : values[each];
      return { name: each, type: option.type, value, ...(focused && { focused }) };
    });
    const subcommand = { name: word, type: 1, options: filledOptions };
    return { id: '400000000000000001', name: 'callboard', type: 1, guild_id: guild, options: [subcommand] };
  }

  return {
    command: (word, values = {}) => interact(2, typed(word, values, false)),
    complete: (word, values) => interact(4, typed(word, values, true)),
    why(message) {
      const command = context.commands().find(one => one.type === 3);
      if (!command) throw new Error('No command for messages is registered.');
      const messages = {
        [message]: messageObject({ id: message, isPrivate: false, components: [], text: '' }, channel),
      };
      const data = {
        id: '400000000000000002',
        name: command.name,
        type: 3,
        target_id: message,
        resolved: { messages },
      };
      return interact(2, data);
    },
    press(message, label) {
      const found = controls(message).find(each => 'style' in each && each.label === label);
      if (!message || !found || !('custom_id' in found)) throw new Error(`There is no button ${label}.`);
      return interact(3, { component_type: 2, custom_id: found.custom_id, id: found.id }, message);
    },
    choose(message, placeholder, labels) {
      const found = controls(message).find(each => 'options' in each && each.placeholder === placeholder);
      if (!message || !found || !('options' in found)) throw new Error(`There is nothing to choose at ${placeholder}.`);
      const values = valuesOf(found.options, labels);
      return interact(3, { component_type: 3, custom_id: found.custom_id, id: found.id, values }, message);
    },
    submit({ modal }, values = {}) {
      if (!modal) throw new Error('No form is open.');
      const left = new Set(Object.keys(values));
      const components = modal.data.components.map((each, index) => {
        const at = each.id ?? index + 1;
        if (each.type === 10) return { type: 10, id: at };
        left.delete(each.label);
        return { type: 18, id: at, component: filledIn(each, values[each.label]) };
      });
      if (left.size > 0) throw new Error(`The form has no field ${[...left].join(', ')}.`);
      return interact(5, { custom_id: modal.data.custom_id, components }, modal.on);
    },
  };
}

const controls = (message: ShownMessage | undefined) => flatten(message?.components ?? []);

function valuesOf(options: { label: string; value: string }[], labels: string[]): string[] {
  return labels.map(label => {
    const option = options.find(one => one.label === label);
    if (!option) throw new Error(`There is no ${label} to choose.`);
    return option.value;
  });
}

/** Fills in a field as the client allows: required values must exist, and none may be too long. */
function filledIn({ label, component }: Label, value: string | string[] | undefined): object {
  const { custom_id, type, required } = component;
  if (component.type === 4) {
    const text = value === undefined ? (component.value ?? '') : String(value);
    if (required && text === '') throw new Error(`${label} is required.`);
    if (text.length > component.max_length) throw new Error(`${label} is too long.`);
    return { type, custom_id, value: text };
  }
  const chosen = component.options.filter(option => option.default).map(({ value }) => value);
  const values = value === undefined ? chosen : valuesOf(component.options, [value].flat());
  if (required && values.length === 0) throw new Error(`${label} is required.`);
  if (values.length > component.max_values) throw new Error(`${label} takes no more than ${component.max_values}.`);
  return { type, custom_id, values };
}

const messageObject = ({ id, isPrivate, components, more }: ShownMessage, channel: string) => ({
  id,
  type: 0,
  channel_id: channel,
  author: bot,
  content: '',
  timestamp: '2026-01-01T00:00:00Z',
  edited_timestamp: null,
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  pinned: false,
  flags: (1 << 15) | (isPrivate ? 1 << 6 : 0),
  components,
  ...more,
});

/** Sends a signed interaction. The user sees why a response is rejected. */
async function post(url: string, raw: object, key: KeyObject, begun: Begun): Promise<void> {
  const body = JSON.stringify(raw);
  try {
    const response = await fetch(url, { method: 'POST', body, headers: signatureOf(body, key) });
    if (response.ok) begun.answer(await response.json());
    else begun.shown.failed = response.status;
  } catch (error) {
    begun.shown.failed = error;
  }
}

export function signatureOf(body: string, key: KeyObject): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = sign(null, Buffer.from(timestamp + body), key).toString('hex');
  return { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp };
}

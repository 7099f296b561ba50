/**
 * The life of interactions: the user's action, the time limit for the response, and the visible result.
 * https://docs.discord.com/developers/interactions/receiving-and-responding
 */
import { z } from 'zod';
import type { ApiAnswer, ApiRequest } from './api.ts';
import type { Channels } from './channels.ts';
import { readComponents } from './read.ts';
import { type AnswerBody, type Component, type CreateBody, check, flatten, validate } from './validate.ts';
import { type Choices, choices, type Modal, modal } from './validate-forms.ts';

/** A message as its reader sees it. */
export interface ShownMessage {
  id: string;
  /** Whether only its reader can see it. */
  isPrivate: boolean;
  components: Component[];
  /** As plain text. */
  text: string;
  /** Further fields of Discord's message object. */
  more?: object;
}

/** The result of an action as the user sees it. It changes while responses arrive. */
export interface Shown {
  /** "The application did not respond", or Discord's errors for the response. */
  failed: unknown;
  /** "Thinking…" */
  waiting: boolean;
  modal: { data: Modal; on: ShownMessage | null } | null;
  choices: Choices | null;
  /** New messages, oldest first. */
  messages: ShownMessage[];
}

export interface Begun {
  id: string;
  token: string;
  shown: Shown;
  /** Handles a response that arrives as the body of an HTTP response. */
  answer(body: unknown): ApiAnswer;
  /** Resolves with the first response, or when the time limit ends. */
  first: Promise<Shown>;
}

export interface Interactions {
  begin(type: number, channel: string, on: ShownMessage | null): Begun;
  /** Handles requests whose only authorization is the token in the path; null for other requests. */
  carryOut(request: ApiRequest): ApiAnswer | null;
}

interface Running {
  begun: Begun;
  type: number;
  channel: string;
  on: ShownMessage | null;
  isAnswered: boolean;
  /** The message at `@original`. */
  original: ShownMessage | null;
  /** Whether the pending deferral is private; null without one. */
  promised: { isPrivate: boolean } | null;
  resolve: (shown: Shown) => void;
}

const response = z.object({ type: z.number(), data: z.unknown().optional() });
const deferred = z.strictObject({ flags: z.literal([0, 64]).optional() }).optional();

/** The response types that each interaction type allows: commands, controls, completions, forms. */
const allowed: Record<number, number[]> = { 2: [4, 5, 9], 3: [4, 5, 6, 7, 9], 4: [8], 5: [4, 5, 6, 7] };
const ofAMessage = new Set([6, 7]);

const none: ApiAnswer = { status: 204, body: {} };
const refused = (status: number, code: number, message: string, more: object = {}): ApiAnswer => ({
  status,
  body: { code, message, ...more },
});

/** Creates the interactions; `answerWithin` returns the time limit in milliseconds. */
export function createInteractions(application: string, channels: Channels, answerWithin: () => number): Interactions {
  const running = new Map<string, Running>();
  let last = 500_000_000_000_000_000n;

  return {
    begin(type, channel, on) {
      const id = `${++last}`;
      const token = `token-of-${id}`;
      const shown: Shown = { failed: null, waiting: false, modal: null, choices: null, messages: [] };
      const { promise: first, resolve } = Promise.withResolvers<Shown>();
      const begun: Begun = { id, token, shown, first, answer: body => take(token, body) };
      const one: Running = { begun, type, channel, on, isAnswered: false, original: null, promised: null, resolve };
      running.set(token, one);
      setTimeout(() => {
        if (one.isAnswered) return;
        running.delete(token);
        fail(one, 'The application did not respond');
      }, answerWithin()).unref();
      return begun;
    },

    carryOut({ method, path, body }) {
      const [, token] = /^\/interactions\/\d+\/([^/]+)\/callback$/.exec(path) ?? [];
      if (token !== undefined) return method === 'POST' ? take(token, body) : null;
      const [, app, of, original] = /^\/webhooks\/(\d+)\/([^/]+)(\/messages\/(?:@|%40)original)?$/.exec(path) ?? [];
      if (app === undefined || of === undefined) return null;
      const one = running.get(of);
      if (app !== application || !one?.isAnswered) return refused(404, 10015, 'Unknown Webhook');
      return original ? amend(one, body) : follow(one, body);
    },
  };

  function fail(one: Running, why: unknown): void {
    one.begun.shown.failed = why;
    one.resolve(one.begun.shown);
  }

  function take(token: string, body: unknown): ApiAnswer {
    const one = running.get(token);
    if (!one) return refused(404, 10062, 'Unknown interaction');
    if (one.isAnswered) return refused(400, 40060, 'Interaction has already been acknowledged.');
    const { data } = response.safeParse(body);
    const fits = data && allowed[one.type]?.includes(data.type) && (one.on !== null || !ofAMessage.has(data.type));
    const errors = fits ? react(one, data.type, data.data) : { type: 'There is no such answer to this.' };
    if (errors) {
      one.begun.shown.failed = errors;
      return refused(400, 50035, 'Invalid Form Body', { errors });
    }
    one.isAnswered = true;
    one.begun.shown.failed = null;
    one.resolve(one.begun.shown);
    return none;
  }

  /** Applies a response to the user's result, or returns Discord's errors. */
  function react(one: Running, type: number, data: unknown): object | null {
    const { shown } = one.begun;
    switch (type) {
      case 4: {
        const valid = validate('answer', data);
        if ('errors' in valid) return valid.errors;
        one.original = post(one, valid.body);
        return null;
      }
      case 5: {
        const valid = check(deferred, data);
        if ('errors' in valid) return valid.errors;
        one.promised = { isPrivate: valid.body?.flags === 64 };
        shown.waiting = true;
        return null;
      }
      case 6:
        one.original = one.on;
        return null;
      case 7: {
        const valid = validate('edit', data);
        if ('errors' in valid) return valid.errors;
        one.original = one.on;
        if (one.on) edit(one, one.on, valid.body);
        return null;
      }
      case 8: {
        const valid = check(choices, data);
        if ('errors' in valid) return valid.errors;
        shown.choices = valid.body.choices;
        return null;
      }
      default: {
        const valid = check(modal, data);
        if ('errors' in valid) return valid.errors;
        shown.modal = { data: valid.body, on: one.on };
        return null;
      }
    }
  }

  function amend(one: Running, body: unknown): ApiAnswer {
    const valid = validate('edit', body);
    if ('errors' in valid) return refused(400, 50035, 'Invalid Form Body', valid);
    if (one.promised) keepPromise(one, valid.body, one.promised);
    else if (one.original) edit(one, one.original, valid.body);
    else return refused(404, 10008, 'Unknown Message');
    return { status: 200, body: { id: one.original?.id } };
  }

  /** The first message after a deferral replaces it, with the deferral's visibility. */
  function follow(one: Running, body: unknown): ApiAnswer {
    const valid = validate('answer', body);
    if ('errors' in valid) return refused(400, 50035, 'Invalid Form Body', valid);
    if (one.promised) keepPromise(one, valid.body, one.promised);
    else post(one, valid.body);
    return { status: 200, body: { id: one.begun.shown.messages.at(-1)?.id } };
  }

  function keepPromise(one: Running, body: AnswerBody, { isPrivate }: { isPrivate: boolean }): void {
    one.original = post(one, { ...body, flags: isPrivate ? 32832 : 32768 });
    one.promised = null;
    one.begun.shown.waiting = false;
  }

  function edit({ channel }: Running, message: ShownMessage, body: CreateBody): void {
    write(message, body.components);
    const stored = channels.find(channel, message.id);
    if (stored) channels.edit(stored, body);
  }

  function post({ begun, channel }: Running, body: AnswerBody): ShownMessage {
    const isPrivate = (body.flags & 64) !== 0;
    const id = isPrivate ? `${++last}` : channels.create(channel, { ...body, flags: 32768 }, 0).id;
    const message = show(id, isPrivate, body.components);
    begun.shown.messages.push(message);
    return message;
  }
}

export function show(id: string, isPrivate: boolean, components: Component[]): ShownMessage {
  return write({ id, isPrivate, components: [], text: '' }, components);
}

function write(message: ShownMessage, components: Component[]): ShownMessage {
  numberAll(flatten(components));
  return Object.assign(message, { components, text: readComponents(components) });
}

/** Assigns ids to components without one: https://docs.discord.com/developers/components/reference#anatomy-of-a-component */
function numberAll(all: { id?: number | undefined }[]): void {
  const taken = new Set(all.map(({ id }) => id));
  let next = 1;
  for (const each of all) {
    while (taken.has(next)) next += 1;
    if (!each.id) each.id = next++;
  }
}

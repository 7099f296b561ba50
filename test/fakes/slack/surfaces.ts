/** Views of one user: ephemeral messages, modals and the App Home, with the triggers and response_urls, which expire. */
import { viewText } from './read.ts';

type Json = Record<string, unknown>;

export interface View extends Json {
  id: string;
  blocks: Json[];
}

/** A message in a channel that only one user sees. */
export interface EphemeralMessage {
  channel: string;
  person: string;
  body: Json;
}

/** The target of an answer by response_url. */
interface ResponsePlace {
  channel: string;
  person: string;
  /** The message with the pressed control; an answer with `replace_original` replaces it. Null for a command. */
  origin: { ephemeral: EphemeralMessage } | { ts: string } | null;
  left: number;
}

export interface Surfaces {
  /** All ephemeral messages, oldest first. */
  ephemeral: EphemeralMessage[];
  /** Open modals by user. */
  modals: Map<string, View>;
  homes: Map<string, View>;
  /** Milliseconds until a trigger expires, and the number of answers per response_url. Tests can set them to 0. */
  life: { trigger: number; responses: number };
  makeTrigger(person: string): string;
  /** Uses a trigger once; returns the user who may open a modal, or Slack's error. */
  useTrigger(trigger: string): { person: string } | { error: string };
  makeResponse(place: Omit<ResponsePlace, 'left'>): string;
  /** Uses a response_url by its last path segment; null when it is used up. */
  useResponse(id: string): ResponsePlace | null;
  /** Turns the app's view into one with an id. */
  makeView(sent: Json, id?: string): View;
  /** A user's open modal in plain text; empty without one. */
  readModal(person: string): string;
  readHome(person: string): string;
}

export function createSurfaces(): Surfaces {
  const triggers = new Map<string, { person: string; until: number; used: boolean }>();
  const responses = new Map<string, ResponsePlace>();
  const modals = new Map<string, View>();
  const homes = new Map<string, View>();
  let count = 0;
  const life = { trigger: 3000, responses: 5 };
  const read = (view: View | undefined) => (view ? viewText(view) : '');

  return {
    ephemeral: [],
    modals,
    homes,
    life,
    makeTrigger(person) {
      count += 1;
      const trigger = `${count}.12345.abcdef`;
      triggers.set(trigger, { person, until: Date.now() + life.trigger, used: false });
      return trigger;
    },
    useTrigger(trigger) {
      const known = triggers.get(trigger);
      if (!known) return { error: 'invalid_trigger_id' };
      if (known.used) return { error: 'exchanged_trigger_id' };
      if (known.until <= Date.now()) return { error: 'expired_trigger_id' };
      known.used = true;
      return { person: known.person };
    },
    makeResponse(place) {
      count += 1;
      responses.set(`R${count}`, { ...place, left: life.responses });
      return `R${count}`;
    },
    useResponse(id) {
      const place = responses.get(id);
      if (!place || place.left <= 0) return null;
      place.left -= 1;
      return place;
    },
    makeView(sent, id) {
      count += 1;
      return { ...sent, id: id ?? `V${count}`, blocks: sent.blocks as Json[] };
    },
    readModal: person => read(modals.get(person)),
    readHome: person => read(homes.get(person)),
  };
}

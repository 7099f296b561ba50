/** What only one person sees: answers in a channel, modals and the App Home; and the ways to answer, which run out. */
import { viewText } from './read.ts';

type Json = Record<string, unknown>;

export interface View extends Json {
  id: string;
  blocks: Json[];
}

/** Something that one person alone was told in a channel. */
export interface Told {
  channel: string;
  person: string;
  body: Json;
}

/** Where an answer by a response_url goes. */
export interface ResponsePlace {
  channel: string;
  person: string;
  /** What stands where it was asked: it is replaced, when the answer says so. */
  origin: { told: Told } | { ts: string } | null;
  left: number;
}

export interface Surfaces {
  /** What was told to somebody alone, the last last. */
  told: Told[];
  /** The modal that is open, by person. */
  modals: Map<string, View>;
  homes: Map<string, View>;
  /** Slack's own times, in milliseconds and pieces; a test that sets them to 0 sees them run out. */
  life: { trigger: number; responses: number };
  makeTrigger(person: string): string;
  /** Who may open a modal with it, once; else what Slack says. */
  useTrigger(trigger: string): { person: string } | { error: string };
  makeResponse(place: Omit<ResponsePlace, 'left'>): string;
  /** By the last part of the response_url; null when it takes no more. */
  useResponse(id: string): ResponsePlace | null;
  /** Makes a view of what the app sent, with an id. */
  makeView(sent: Json, id?: string): View;
  /** The modal of somebody in plain text; empty when none is open. */
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
    told: [],
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

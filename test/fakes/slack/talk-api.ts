/** The Web API's methods for users: modals, the App Home, ephemeral messages and profiles. */
import type { ApiState } from './api.ts';
import type { Surfaces } from './surfaces.ts';
import { type Refusal, refusalOf } from './validate.ts';
import { viewRefusal } from './validate-view.ts';

type Json = Record<string, unknown>;
type Method = (args: Json) => Json;

/** A user of the workspace. */
export interface FakePerson {
  name: string;
  admin?: boolean;
  /** The user's workspace, if it is another one. */
  team?: string;
  /** All workspaces of the user's organization that they belong to. */
  teams?: readonly string[];
  /** Whether the user has access to some channels only. */
  guest?: boolean;
  /** Whether the user is known only from a shared channel. */
  stranger?: boolean;
  deleted?: boolean;
}

const failed = (error: string, more: Json = {}): Json => ({ ok: false, error, ...more });

const refused = ({ error, messages }: Refusal): Json =>
  failed(error, { response_metadata: { messages: messages.map(text => `[ERROR] ${text}`) } });

export function userMethods(state: ApiState, surfaces: Surfaces): Record<string, Method> {
  const lacks = (needed: string): Json | null =>
    state.scopes.includes(needed) ? null : failed('missing_scope', { needed, provided: state.scopes.join(',') });

  function publish(args: Json): Json {
    const view = args.view as Json;
    const refusal = view?.type === 'home' ? viewRefusal(view) : { error: 'invalid_arguments', messages: ['view/type'] };
    if (refusal) return refused(refusal);
    const made = surfaces.makeView(view);
    surfaces.homes.set(String(args.user_id), made);
    return { ok: true, view: made };
  }

  /** A page of a user's channels; the cursor is the index of its first channel. */
  function channelsOf(args: Json): Json {
    const missing = lacks('channels:read') ?? lacks('groups:read');
    if (missing) return missing;
    const all = [...state.members].flatMap(([id, members]) =>
      members.has(String(args.user)) ? [{ id, name: state.names.get(id) ?? id.toLowerCase() }] : [],
    );
    const start = Number(args.cursor ?? 0);
    const end = start + Math.min(Number(args.limit ?? 100), state.memberPage);
    const more = end < all.length ? String(end) : '';
    return { ok: true, channels: all.slice(start, end), response_metadata: { next_cursor: more } };
  }

  return {
    'views.open': args => {
      const view = args.view as Json;
      const refusal = viewRefusal(view);
      if (refusal) return refused(refusal);
      const used = surfaces.useTrigger(String(args.trigger_id));
      if ('error' in used) return failed(used.error);
      const made = surfaces.makeView(view);
      surfaces.modals.set(used.person, made);
      return { ok: true, view: made };
    },
    'views.update': args => {
      const [person] = [...surfaces.modals].find(([, { id }]) => id === args.view_id) ?? [];
      if (person === undefined) return failed('not_found');
      const refusal = viewRefusal(args.view);
      if (refusal) return refused(refusal);
      const made = surfaces.makeView(args.view as Json, String(args.view_id));
      surfaces.modals.set(person, made);
      return { ok: true, view: made };
    },
    'views.publish': publish,
    'chat.postEphemeral': args => {
      const { channel, user, ...body } = args;
      if (state.uninvited.has(String(channel))) return failed('not_in_channel');
      const refusal = refusalOf(body);
      if (refusal) return refused(refusal);
      surfaces.ephemeral.push({ channel: String(channel), person: String(user), body });
      return { ok: true, message_ts: '1.000001' };
    },
    'users.info': args => {
      const missing = lacks('users:read');
      if (missing) return missing;
      const person = state.people.get(String(args.user));
      if (!person) return failed('user_not_found');
      const { name, admin = false, team = state.team, guest = false, stranger = false, deleted = false } = person;
      const roles = { is_admin: admin, is_owner: false, is_restricted: guest, is_stranger: stranger, deleted };
      const enterprise = person.teams && { enterprise_user: { teams: person.teams } };
      const profile = { display_name: name };
      return { ok: true, user: { id: args.user, team_id: team, name, profile, ...enterprise, ...roles } };
    },
    'users.conversations': channelsOf,
  };
}

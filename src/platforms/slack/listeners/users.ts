/** Looks up users and their roles in a workspace. */

import type { webApi } from '@slack/bolt';
import { shorten } from '../../../util/text/cut.ts';
import { hasVisibleText } from '../../../util/text/visible.ts';
import type { ChatUser } from '../../chat-protocol.ts';
import type { PlatformError } from '../../platform.ts';
import { cleanLine } from '../../text/sanitize.ts';
import { call } from '../connect/client.ts';

export interface UserDirectory {
  /**
   * Looks up a user in this workspace (`T0123`). Never throws: when the lookup fails (the scope users:read is missing, Slack
   * doesn't respond), only the given name is known, and `unknown` has the reason.
   */
  find(id: string, name: string, workspace: string): Promise<ChatUser>;
}

/** Milliseconds that a user stays cached: presses in a row don't need a lookup each. */
const CACHED_FOR = 60_000;
/** Cached users: more than are active in a minute. */
const MANY = 500;
const NAME = 80;

export function createUserDirectory(client: webApi.WebClient, warn: (reason: string) => void): UserDirectory {
  const known = new Map<string, { until: number; person: ChatUser }>();

  return {
    async find(id, name, workspace) {
      const key = `${workspace} ${id}`;
      const cached = known.get(key);
      if (cached && cached.until > Date.now()) return cached.person;
      try {
        const person = await fetchUser(client, id, name, workspace);
        if (known.size >= MANY) known.clear();
        known.set(key, { until: Date.now() + CACHED_FOR, person });
        return person;
      } catch (error) {
        warn((error as PlatformError).message);
        const unknown = describeLookupFailure(error as PlatformError);
        return { id, name: shorten(cleanLine(name), NAME), manager: false, admin: false, unknown };
      }
    },
  };
}

function describeLookupFailure({ code }: PlatformError): string {
  return code === 'missing_scope'
    ? 'I can’t check your role: the app is missing the users:read scope. Ask an admin to reinstall it.'
    : 'Slack didn’t respond, so nothing was changed. Try again.';
}

/**
 * Calls https://docs.slack.dev/reference/methods/users.info. Workspace admins count as managers of its channels, because a bot
 * can't look up Slack's Channel Managers: only admin.roles.listAssignments
 * (https://docs.slack.dev/reference/methods/admin.roles.listAssignments, role Rl0A) lists them, for a user token of an
 * Enterprise admin; conversations.info names the creator, who may no longer manage the channel.
 * A user in a shared channel may be an admin of another workspace: `team_id` names it. Guests, strangers and deactivated
 * members are never admins here.
 */
async function fetchUser(client: webApi.WebClient, id: string, name: string, workspace: string): Promise<ChatUser> {
  const { user } = await call(client.users.info({ user: id }));
  const called =
    [user?.profile?.display_name, user?.real_name].find(one => one && hasVisibleText(one)) || user?.name || name;
  const isOurs = user?.team_id === workspace || user?.enterprise_user?.teams?.includes(workspace) === true;
  const limited = [user?.is_stranger, user?.is_restricted, user?.is_ultra_restricted, user?.deleted].includes(true);
  const guest = !isOurs || limited;
  const leads = [user?.is_admin, user?.is_owner, user?.is_primary_owner].includes(true);
  const admin = user?.team_id === workspace && !guest && leads;
  return { id, name: shorten(cleanLine(called), NAME), guest, manager: admin, admin };
}

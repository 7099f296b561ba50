/** Who somebody is in a workspace. */
import type { webApi } from '@slack/bolt';
import { hasVisibleText } from '../../../util/visible.ts';
import type { ChatUser } from '../../chat-protocol.ts';
import type { PlatformError } from '../../platform.ts';
import { cleanLine } from '../../sanitize.ts';
import { call } from '../connect/client.ts';
import { cut } from '../message/text.ts';

export interface People {
  /**
   * Who they are to this workspace (`T0123`). Never throws: of whom nothing can be asked (the scope users:read is missing,
   * Slack does not answer), only what Slack sent along is known. They might be a guest.
   */
  find(id: string, name: string, workspace: string): Promise<ChatUser>;
}

/** Milliseconds that an answer is good for: a press after the other must not be asked about each time. */
const KEPT = 60_000;
/** People; more than use it in a minute. */
const MANY = 500;
const NAME = 80;

export function createPeople(client: webApi.WebClient, warn: (reason: string) => void): People {
  const known = new Map<string, { until: number; person: ChatUser }>();

  return {
    async find(id, name, workspace) {
      const key = `${workspace} ${id}`;
      const cached = known.get(key);
      if (cached && cached.until > Date.now()) return cached.person;
      try {
        const person = await ask(client, id, name, workspace);
        if (known.size >= MANY) known.clear();
        known.set(key, { until: Date.now() + KEPT, person });
        return person;
      } catch (error) {
        warn((error as PlatformError).message);
        const unknown = whyUnknown(error as PlatformError);
        return { id, name: cut(cleanLine(name), NAME), manager: false, admin: false, unknown };
      }
    },
  };
}

function whyUnknown({ code }: PlatformError): string {
  return code === 'missing_scope'
    ? 'I can’t check your role: the app is missing the users:read scope. Ask an admin to reinstall it.'
    : 'Slack didn’t respond, so nothing was changed. Please try again.';
}

/**
 * https://docs.slack.dev/reference/methods/users.info. Admins of the workspace are taken for the managers of its channels:
 * a bot cannot ask for those whom Slack calls Channel Managers. Only admin.roles.listAssignments
 * (https://docs.slack.dev/reference/methods/admin.roles.listAssignments, role Rl0A) names them, to a user token of an admin
 * of an Enterprise organization; conversations.info names the creator, who need not manage it any more.
 * Somebody in a shared channel may be an admin of another workspace: `team_id` says of which one. Guests, strangers and
 * deactivated members are never admins here.
 */
async function ask(client: webApi.WebClient, id: string, name: string, workspace: string): Promise<ChatUser> {
  const { user } = await call(client.users.info({ user: id }));
  const called =
    [user?.profile?.display_name, user?.real_name].find(one => one && hasVisibleText(one)) || user?.name || name;
  const isOurs = user?.team_id === workspace || user?.enterprise_user?.teams?.includes(workspace) === true;
  const limited = [user?.is_stranger, user?.is_restricted, user?.is_ultra_restricted, user?.deleted].includes(true);
  const guest = !isOurs || limited;
  const leads = [user?.is_admin, user?.is_owner, user?.is_primary_owner].includes(true);
  const admin = user?.team_id === workspace && !guest && leads;
  return { id, name: cut(cleanLine(called), NAME), guest, manager: admin, admin };
}

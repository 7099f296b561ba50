/** The workspace that a request counts for: always the bot token's own, never one that the request names. */
import type { webApi } from '@slack/bolt';
import { PlatformError } from '../../platform.ts';
import { isVisible } from '../post/channel-info.ts';
import type { Identity } from './identity.ts';

/** The bot's workspace (`T0123`), or why the request is rejected: a sentence for the person who sent it. */
export type Origin = { workspace: string } | { problem: string };

export interface Sender {
  /** The workspace that Slack names in the request, if it names one. */
  team: string | undefined;
  /** The channel's id; undefined outside of any channel. */
  channel: string | undefined;
  /** The person's id. */
  person: string;
}

const unknownSender = 'Slack didn’t say who you are or where, so nothing was done. Try again in a moment.';
const unknownWorkspace =
  'Slack didn’t say which workspace Callboard belongs to, so nothing was done. Try again in a moment.';
const orgWide =
  'Callboard can’t be used here yet: its Slack token belongs to a whole organization. Ask the person who runs it to install it in one workspace.';

/**
 * Other workspaces may send requests: people of theirs act in a shared channel
 * (https://docs.slack.dev/apis/slack-connect), or the same app is installed there too. Only the first are answered, and
 * what they may do is for people.ts to say. Slack is asked about the channel because the request's own word proves nothing.
 * Never throws.
 */
export async function findOrigin(
  client: webApi.WebClient,
  whoAmI: () => Promise<Identity>,
  { team: theirs, channel, person }: Sender,
): Promise<Origin> {
  if (!isPersonId(person) || (channel !== undefined && !isId(channel, 'CDG'))) return { problem: unknownSender };
  try {
    const { team, teamName } = await whoAmI();
    if (theirs === team) return { workspace: team };
    if (channel !== undefined && (await isVisible(client, channel))) return { workspace: team };
    return { problem: `This Callboard belongs to the workspace ${teamName}, so it does nothing in yours.` };
  } catch (error) {
    const isOrgWide = error instanceof PlatformError && error.code === 'org_wide_token';
    return { problem: isOrgWide ? orgWide : unknownWorkspace };
  }
}

/** Payloads are checked here because the SDK types what Slack promises, not what arrives. */
export const isPersonId = (id: unknown): id is string => isId(id, 'UW');
const isId = (id: unknown, kinds: string) => typeof id === 'string' && new RegExp(`^[${kinds}][A-Z0-9]+$`).test(id);

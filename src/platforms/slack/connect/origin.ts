/** Determines a request's workspace: always the bot token's own, never the one that the request names. */
import type { webApi } from '@slack/bolt';
import { PlatformError } from '../../platform.ts';
import { isVisible } from '../post/channel-info.ts';
import type { Identity } from './identity.ts';

/** The bot's workspace (`T0123`), or why the request is rejected: one sentence for the sender. */
export type Origin = { workspace: string } | { problem: string };

export interface Sender {
  /** The workspace that Slack names in the request, if it names one. */
  team: string | undefined;
  /** The channel's id; undefined outside of any channel. */
  channel: string | undefined;
  /** The user's id. */
  user: string;
}

const unknownSender = 'Slack didn’t tell me who you are. Try again in a moment.';
const unknownWorkspace = 'Slack didn’t tell me which workspace I belong to. Try again in a moment.';
const orgWide =
  'Callboard can’t be used here yet: its Slack token belongs to a whole organization. Ask the operator to install it in one workspace.';

/**
 * Requests can come from other workspaces: from users in a shared channel (https://docs.slack.dev/apis/slack-connect), or
 * because the same app is installed there too. Only the former are answered; users.ts decides their permissions. The channel
 * is looked up at Slack, because the request itself proves nothing. Never throws.
 */
export async function findOrigin(
  client: webApi.WebClient,
  whoAmI: () => Promise<Identity>,
  { team: theirs, channel, user }: Sender,
): Promise<Origin> {
  if (!isUserId(user) || (channel !== undefined && !isId(channel, 'CDG'))) return { problem: unknownSender };
  try {
    const { team, teamName } = await whoAmI();
    if (theirs === team) return { workspace: team };
    if (channel !== undefined && (await isVisible(client, channel))) return { workspace: team };
    return { problem: `This Callboard works only in the workspace ${teamName}.` };
  } catch (error) {
    const isOrgWide = error instanceof PlatformError && error.code === 'org_wide_token';
    return { problem: isOrgWide ? orgWide : unknownWorkspace };
  }
}

/** Payloads are checked here because the SDK types what Slack promises, not what arrives. */
export const isUserId = (id: unknown): id is string => isId(id, 'UW');
const isId = (id: unknown, kinds: string) => typeof id === 'string' && new RegExp(`^[${kinds}][A-Z0-9]+$`).test(id);

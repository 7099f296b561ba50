/** Identifies the bot token: its workspace, bot user and scopes. */
import type { webApi } from '@slack/bolt';
import { PlatformError } from '../../platform.ts';
import { call } from './client.ts';

export interface Identity {
  /** The one workspace that the token belongs to, `T0123`. */
  team: string;
  teamName: string;
  botName: string;
  botId: string | undefined;
  botUserId: string | undefined;
  /** The token's scopes; null when Slack didn't send them. */
  scopes: string[] | null;
}

/** A token of a whole organization acts in many workspaces, so it is unclear which workspace's admins may set it up. */
const orgWide =
  'SLACK_BOT_TOKEN belongs to a whole Slack organization. Install the app in a single workspace and copy that Bot User OAuth Token.';

/**
 * Calls https://docs.slack.dev/reference/methods/auth.test, which returns the scopes in a header. Throws PlatformError only,
 * of kind `token` for an organization's token. Workspace ids begin with T, those of organizations with E:
 * https://docs.slack.dev/enterprise/#ids
 */
export async function identify(client: webApi.WebClient): Promise<Identity> {
  const answer = await call(client.auth.test());
  if (answer.is_enterprise_install || !answer.team_id?.startsWith('T')) {
    throw new PlatformError('token', 'org_wide_token', orgWide);
  }
  return {
    team: answer.team_id,
    teamName: answer.team ?? answer.team_id,
    botName: answer.user ?? 'the bot',
    botId: answer.bot_id,
    botUserId: answer.user_id,
    scopes: answer.response_metadata?.scopes ?? null,
  };
}

/** Returns a function that requests the identity once; after a failure it requests again. */
export function rememberIdentity(client: webApi.WebClient): () => Promise<Identity> {
  let known: Promise<Identity> | null = null;
  return () => {
    known ??= identify(client).catch(error => {
      known = null;
      throw error;
    });
    return known;
  };
}

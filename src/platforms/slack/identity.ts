/** Who the bot token is. */
import type { webApi } from '@slack/bolt';
import { PlatformError } from '../platform.ts';
import { call } from './client.ts';

export interface Identity {
  /** The workspace (`T0123`); null for a token of a whole organization, which posts in several. */
  team: string | null;
  teamName: string;
  botName: string;
  botId: string | undefined;
  botUserId: string | undefined;
  /** The token's scopes; null when Slack did not say. */
  scopes: string[] | null;
}

/** Asks https://docs.slack.dev/reference/methods/auth.test, which names the scopes in a header. */
export async function identify(client: webApi.WebClient): Promise<Identity> {
  const answer = await call(client.auth.test());
  if (!answer.team_id) throw new PlatformError('transient', 'unreadable', 'Slack did not say whose token this is.');
  return {
    team: answer.is_enterprise_install ? null : answer.team_id,
    teamName: answer.team ?? answer.team_id,
    botName: answer.user ?? 'the bot',
    botId: answer.bot_id,
    botUserId: answer.user_id,
    scopes: answer.response_metadata?.scopes ?? null,
  };
}

/** The identity, asked for once; a question that failed is asked again. */
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

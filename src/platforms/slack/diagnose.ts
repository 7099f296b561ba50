/** What `doctor` says about Slack. */
import type { webApi } from '@slack/bolt';
import type { Finding } from '../platform.ts';
import { call } from './client.ts';
import { classify } from './errors.ts';
import { identify } from './identity.ts';

interface Diagnosis {
  client: webApi.WebClient;
  appToken?: string;
}

export async function diagnose({ client, appToken }: Diagnosis): Promise<Finding[]> {
  try {
    const { botName, teamName, team, scopes } = await identify(client);
    const signedIn = { ok: true, text: `Slack: signed in as @${botName} in ${teamName} (${team}).` };
    return [signedIn, ...scopeFindings(scopes), ...(appToken ? [await socketFinding(client, appToken)] : [])];
  } catch (error) {
    return [{ ok: false, text: `Slack: ${classify(error).message}` }];
  }
}

function scopeFindings(scopes: string[] | null): Finding[] {
  if (!scopes) return [];
  const canPost = scopes.includes('chat:write');
  const forLookUp = ['channels:history', 'groups:history'].filter(scope => !scopes.includes(scope));
  const forChat = ['commands', 'users:read', 'channels:read', 'groups:read'].filter(scope => !scopes.includes(scope));
  const hearsOfChannels = scopes.includes('channels:read') || scopes.includes('groups:read');
  return [
    canPost
      ? { ok: true, text: 'Slack: the bot may post (chat:write).' }
      : {
          ok: false,
          text: 'Slack: the scope chat:write is missing; add it under OAuth & Permissions and reinstall the app.',
        },
    forLookUp.length === 0
      ? { ok: true, text: 'Slack: after a crash the bot can look up what it posted.' }
      : {
          ok: false,
          text: `Slack: add the scope ${forLookUp.join(' and ')}: without it a message may appear twice after a crash.`,
        },
    {
      ok: true,
      text: hearsOfChannels
        ? 'Slack: the bot may hear when it is invited or a channel is unarchived, if the app subscribes to these events.'
        : 'Slack: without the scopes channels:read and groups:read a mended channel resumes within five minutes, not at once.',
    },
    {
      ok: true,
      text:
        forChat.length === 0
          ? 'Slack: the bot may be set up from chat.'
          : `Slack: to be set up from chat, the bot needs ${forChat.join(', ')} too: callboard manifest prints all of it.`,
    },
  ];
}

/** Opens no connection: https://docs.slack.dev/reference/methods/apps.connections.open only hands out an address for one. */
async function socketFinding(client: webApi.WebClient, appToken: string): Promise<Finding> {
  try {
    await call(client.apps.connections.open({ token: appToken }));
    return { ok: true, text: 'Slack: Socket Mode works.' };
  } catch (error) {
    return { ok: false, text: `Slack: Socket Mode does not work. ${appTokenProblem(classify(error).code)}` };
  }
}

/** What a refused app-level token means; the codes are those of apps.connections.open. */
export const appTokenProblem = (code: string): string =>
  code === 'missing_scope'
    ? 'SLACK_APP_TOKEN lacks the scope connections:write: make a new app-level token with it.'
    : `Slack refuses SLACK_APP_TOKEN (${code}): make an app-level token (xapp-…) and switch Socket Mode on.`;

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
      ? { ok: true, text: 'Slack: can post messages (chat:write).' }
      : {
          ok: false,
          text: 'Slack: the scope chat:write is missing. Add it under OAuth & Permissions and reinstall the app.',
        },
    forLookUp.length === 0
      ? { ok: true, text: 'Slack: crash recovery ready.' }
      : {
          ok: false,
          text: `Slack: add the scope ${forLookUp.join(' and ')}. Without it, a message may appear twice after a crash.`,
        },
    {
      ok: true,
      text: hearsOfChannels
        ? 'Slack: invites and unarchives are detected (if the app subscribes to these events).'
        : 'Slack: without the scopes channels:read and groups:read, channels resume within 5 minutes instead of immediately.',
    },
    {
      ok: true,
      text:
        forChat.length === 0
          ? 'Slack: setup from chat is on.'
          : `Slack: setup from chat needs the scopes ${forChat.join(', ')}. callboard manifest prints the whole app manifest.`,
    },
  ];
}

/** Opens no connection: https://docs.slack.dev/reference/methods/apps.connections.open only hands out an address for one. */
async function socketFinding(client: webApi.WebClient, appToken: string): Promise<Finding> {
  try {
    await call(client.apps.connections.open({ token: appToken }));
    return { ok: true, text: 'Slack: Socket Mode works.' };
  } catch (error) {
    return { ok: false, text: `Slack: Socket Mode doesn't work. ${appTokenProblem(classify(error).code)}` };
  }
}

/** What a refused app-level token means; the codes are those of apps.connections.open. */
export const appTokenProblem = (code: string): string =>
  code === 'missing_scope'
    ? 'SLACK_APP_TOKEN is missing the scope connections:write. Create a new app-level token with it.'
    : `Slack rejected SLACK_APP_TOKEN (${code}). Create an app-level token (xapp-…) and turn on Socket Mode.`;

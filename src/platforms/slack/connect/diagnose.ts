/** Checks Slack for `doctor`: the token, its scopes, Socket Mode and the clock. */
import type { webApi } from '@slack/bolt';
import { sentenceOf } from '../../../util/errors/error-sentence.ts';
import { plural } from '../../../util/plural.ts';
import { type Finding, failure, type PlatformError } from '../../platform.ts';
import { classify } from '../post/errors.ts';
import { call } from './client.ts';
import { clockFinding } from './compare-clocks.ts';
import { identify } from './identity.ts';

interface Diagnosis {
  client: webApi.WebClient;
  appToken?: string;
  /** Returns the milliseconds that our clock is ahead of Slack's; null before the first response. */
  ahead: () => number | null;
}

export async function diagnose({ client, appToken, ahead }: Diagnosis): Promise<Finding[]> {
  const clocks = () => {
    const now = ahead();
    return now === null ? [] : [clockFinding(now)];
  };
  try {
    const { botName, teamName, team, scopes } = await identify(client);
    const signedIn = { ok: true, text: `Slack: signed in as @${botName} in ${teamName} (${team}).` };
    const socket = appToken ? [await socketFinding(client, appToken)] : [];
    return [signedIn, ...clocks(), ...scopeFindings(scopes), ...socket];
  } catch (error) {
    return [failure('Slack', classify(error)), ...clocks().filter(({ ok }) => !ok)];
  }
}

function scopeFindings(scopes: string[] | null): Finding[] {
  if (!scopes) return [];
  const canPost = scopes.includes('chat:write');
  const missingHistoryScopes = ['channels:history', 'groups:history'].filter(scope => !scopes.includes(scope));
  const missingChatScopes = ['commands', 'users:read', 'channels:read', 'groups:read'].filter(
    scope => !scopes.includes(scope),
  );
  const receivesChannelEvents = scopes.includes('channels:read') || scopes.includes('groups:read');
  return [
    canPost
      ? { ok: true, text: 'Slack: the app can post messages (chat:write).' }
      : {
          ok: false,
          text: 'Slack: the scope chat:write is missing. Add it under OAuth & Permissions and reinstall the app.',
        },
    missingHistoryScopes.length === 0
      ? { ok: true, text: 'Slack: after a crash, no message appears twice.' }
      : {
          ok: false,
          text: `Slack: add the ${plural(missingHistoryScopes.length, 'scope')} ${missingHistoryScopes.join(' and ')}. Otherwise a message may appear twice after a crash.`,
        },
    receivesChannelEvents
      ? { ok: true, text: 'Slack: when the app is invited or a channel is unarchived, posting resumes at once.' }
      : {
          ok: true,
          state: 'not set up',
          text: 'Slack: when the app is invited or a channel is unarchived, posting resumes within 5 minutes.',
          fix: 'Add the scopes channels:read and groups:read, so that posting resumes at once.',
        },
    missingChatScopes.length === 0
      ? { ok: true, text: 'Slack: the app has the scopes for /callboard.' }
      : {
          ok: true,
          state: 'not set up',
          text: `Slack: the /callboard command needs the ${plural(missingChatScopes.length, 'scope')} ${missingChatScopes.join(', ')}.`,
          fix: 'Print the whole app manifest with:',
          command: 'manifest',
        },
  ];
}

/** Opens no connection: https://docs.slack.dev/reference/methods/apps.connections.open only returns a URL for one. */
async function socketFinding(client: webApi.WebClient, appToken: string): Promise<Finding> {
  try {
    await call(client.apps.connections.open({ token: appToken }));
    return { ok: true, text: 'Slack: Socket Mode works.' };
  } catch (error) {
    return { ok: false, text: `Slack: Socket Mode doesn't work. ${appTokenProblem(classify(error))}` };
  }
}

/** The cause and fix for a rejected app-level token, by the error code of apps.connections.open. */
export const appTokenTable: Readonly<Record<string, readonly [cause: string, fix: string]>> = {
  missing_scope: ['SLACK_APP_TOKEN is missing the scope connections:write', 'Create a new app-level token with it'],
  not_allowed_token_type: ["SLACK_APP_TOKEN isn't an app-level token", 'Create one (xapp-…) under Basic Information'],
  invalid_auth: ['Slack rejected SLACK_APP_TOKEN', 'Create a new app-level token (xapp-…) and turn on Socket Mode'],
  not_authed: ['Slack rejected SLACK_APP_TOKEN', 'Create a new app-level token (xapp-…) and turn on Socket Mode'],
  token_revoked: ['SLACK_APP_TOKEN was revoked', 'Create a new app-level token (xapp-…)'],
  token_expired: ['SLACK_APP_TOKEN has expired', 'Create a new app-level token (xapp-…)'],
  account_inactive: [
    'The app of SLACK_APP_TOKEN was deleted',
    'Reinstall it and create a new app-level token (xapp-…)',
  ],
};

/** Describes why Socket Mode couldn't connect, with the fix. */
export function appTokenProblem({ kind, code, message }: PlatformError): string {
  const known = Object.hasOwn(appTokenTable, code) ? appTokenTable[code] : undefined;
  if (known) return sentenceOf(...known);
  return kind === 'token' ? message.replaceAll('SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN') : message;
}

/** manifest: prints the Slack app's manifest and the link that invites the bot to a Discord server. */
import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { readConfig } from '../../config.ts';
import { inviteLink } from '../../platforms/discord/connect/invite.ts';
import type { DiscordSettings } from '../../platforms/discord/settings.ts';
import { slackManifest } from '../../platforms/slack/connect/app-manifest.ts';
import { addExamples, printJson } from '../output.ts';

export function addManifestCommand(program: Command): void {
  const manifest = program
    .command('manifest')
    .helpGroup('Set up:')
    .description("Print the Slack app's manifest and Discord's invite link")
    .option('--url <url>', 'Public URL (default: PUBLIC_URL). Without one, the app uses Socket Mode.', parseUrl)
    .option('--socket', 'Force Socket Mode')
    .option('--discord <id>', 'Discord application ID (default: DISCORD_APPLICATION_ID)', parseApplicationId)
    .option('--json', 'Output as JSON')
    .action(({ url: requestedUrl, socket, discord, json }: Options) => {
      const url = socket ? null : (requestedUrl ?? readPublicUrl());
      const slack = slackManifest(url);
      const id = discord ?? (readConfig().platforms.discord as DiscordSettings | null)?.applicationId;
      const link = id === undefined ? null : inviteLink(id);
      if (json) printJson({ slack, discord: link });
      else console.log(writeYaml(stringify(slack, { lineWidth: 0 }), link, url));
    });
  addExamples(
    manifest,
    'manifest',
    'manifest --url https://calls.example.com',
    'manifest --discord 1234567890123456789',
  );
}

interface Options {
  url?: string;
  socket?: boolean;
  discord?: string;
  json?: boolean;
}

/** PUBLIC_URL; null when unset. Throws if Slack can't call it. */
function readPublicUrl(): string | null {
  const { publicUrl: url } = readConfig();
  if (url !== null && !isCallable(url)) {
    throw new InvalidArgumentError(
      'Slack can only call a PUBLIC_URL like https://calls.example.com. Change it, or print the manifest for Socket Mode with --socket.',
    );
  }
  return url;
}

/** Comments and manifest as one YAML document, so that the whole output can be pasted. */
function writeYaml(manifest: string, link: string | null, url: string | null): string {
  return [
    '# Slack: paste this at https://api.slack.com/apps > Create New App > From a manifest.',
    url === null
      ? '# It uses Socket Mode. For HTTP, add --url https://<your host>.'
      : '# It uses HTTP. For Socket Mode, add --socket.',
    manifest.trimEnd(),
    link === null
      ? '# Discord: for the link that invites the bot, add --discord <application ID>.'
      : `# Discord: ${link}`,
  ].join('\n');
}

function parseUrl(text: string): string {
  if (!isCallable(text)) throw new InvalidArgumentError('Use a URL like https://calls.example.com.');
  return text;
}

/** Whether Slack can call this URL. */
function isCallable(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && !url.search && !url.hash;
}

function parseApplicationId(text: string): string {
  if (!/^\d{15,21}$/.test(text)) throw new InvalidArgumentError('Use the Application ID from the developer portal.');
  return text;
}

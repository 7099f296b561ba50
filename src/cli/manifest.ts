/** manifest: what Slack makes the app from, and the link that brings the bot to Discord. */
import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { readConfig } from '../config.ts';
import { inviteLink } from '../platforms/discord/invite.ts';
import { slackManifest } from '../platforms/slack/manifest.ts';
import { printJson } from './output.ts';

export function addManifestCommand(program: Command): void {
  program
    .command('manifest')
    .description("print the Slack app's manifest and Discord's invite link")
    .option(
      '--url <url>',
      'where Callboard is reached, https://calls.example.com; PUBLIC_URL by default, without either Slack is by Socket Mode',
      address,
    )
    .option('--socket', 'Slack by Socket Mode, also where PUBLIC_URL is set')
    .option('--discord <id>', 'the Discord application id; DISCORD_APPLICATION_ID by default', applicationId)
    .option('--json', 'as one JSON object')
    .action(({ url: given, socket, discord, json }: Options) => {
      const url = socket ? null : (given ?? publicUrl());
      const slack = slackManifest(url);
      const id = discord ?? readConfig().discord?.applicationId;
      const link = id === undefined ? null : inviteLink(id);
      if (json) printJson({ slack, discord: link });
      else console.log(describe(stringify(slack, { lineWidth: 0 }), link, url));
    });
}

interface Options {
  url?: string;
  socket?: boolean;
  discord?: string;
  json?: boolean;
}

/** Null when it is not set. */
function publicUrl(): string | null {
  const { publicUrl: url } = readConfig();
  if (url !== null && !isCalled(url)) {
    throw new InvalidArgumentError(
      'PUBLIC_URL has to be like https://calls.example.com for Slack to call it; --socket prints the manifest for Socket Mode.',
    );
  }
  return url;
}

/** YAML from the first line to the last, so that all of it can be pasted. */
function describe(manifest: string, link: string | null, url: string | null): string {
  const mode =
    url === null ? 'Socket Mode; with --url https://<your host> over HTTP' : 'HTTP; with --socket Socket Mode';
  return [
    `# Slack (${mode}): https://api.slack.com/apps > Create New App > From a manifest`,
    manifest.trimEnd(),
    link === null ? '# Discord: --discord <application id> prints the link that invites the bot' : `# Discord: ${link}`,
  ].join('\n');
}

function address(text: string): string {
  if (!isCalled(text)) throw new InvalidArgumentError('It has to be like https://calls.example.com.');
  return text;
}

/** Whether Slack calls such an address. */
function isCalled(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && !url.search && !url.hash;
}

function applicationId(text: string): string {
  if (!/^\d{15,21}$/.test(text)) throw new InvalidArgumentError('It has to be the number from the developer portal.');
  return text;
}

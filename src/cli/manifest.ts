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
      'where Callboard is reached, https://calls.example.com; without it Slack is by Socket Mode',
      address,
    )
    .option('--discord <id>', 'the Discord application id; DISCORD_APPLICATION_ID by default', applicationId)
    .option('--json', 'as one JSON object')
    .action(({ url = null, discord, json }: { url?: string | null; discord?: string; json?: boolean }) => {
      const slack = slackManifest(url);
      const id = discord ?? readConfig().discord?.applicationId;
      const link = id === undefined ? null : inviteLink(id);
      if (json) printJson({ slack, discord: link });
      else console.log(describe(stringify(slack, { lineWidth: 0 }), link, url));
    });
}

/** YAML from the first line to the last, so that all of it can be pasted. */
function describe(manifest: string, link: string | null, url: string | null): string {
  const mode =
    url === null ? 'Socket Mode; with --url https://<your host> over HTTP' : 'HTTP; without --url Socket Mode';
  return [
    `# Slack (${mode}): https://api.slack.com/apps > Create New App > From a manifest`,
    manifest.trimEnd(),
    link === null ? '# Discord: --discord <application id> prints the link that invites the bot' : `# Discord: ${link}`,
  ].join('\n');
}

/** Slack calls no other. */
function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || url.search || url.hash) {
    throw new InvalidArgumentError('It has to be like https://calls.example.com.');
  }
  return url.href;
}

function applicationId(text: string): string {
  if (!/^\d{15,21}$/.test(text)) throw new InvalidArgumentError('It has to be the number from the developer portal.');
  return text;
}

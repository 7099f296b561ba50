/** What is said at start, to people who read the log or the terminal. */
import type { Logger } from 'pino';
import { type Config, commandPrefix } from './config.ts';
import type { ConsoleAccess } from './console/guard.ts';
import { linkTo } from './console/link.ts';
import type { Core } from './core.ts';
import type { Sources } from './sources/registry.ts';

/** A condition that an older version took and this one does not never matches: that must not be found out by silence. */
export async function warnOfBrokenRules({ loadRouting, database }: Core, log: Logger): Promise<void> {
  for (const { rule, problems } of (await loadRouting(database.db)).rules.broken) {
    log.warn(
      { channel: rule.channel, problems },
      `Rule ${rule.position + 1} of ${rule.channel} never matches: its condition is wrong`,
    );
  }
}

const providerSettings = 'Set COMETCHAT_USERNAME and COMETCHAT_PASSWORD, or VIDEOSDK_PUBLIC_KEY or VIDEOSDK_API_URL.';

/** Prints a line where only people read it. */
export type PrintLine = (line: string) => void;

export interface Announcement {
  url: string;
  sources: Sources;
  config: Config;
  access: ConsoleAccess;
  /** For the link to the console, which is a password; without it the log names the command that prints it. */
  printLink?: PrintLine | undefined;
}

/** Logs where Callboard listens and which settings are missing. */
export function announce(log: Logger, { url, sources, config, access, printLink }: Announcement): void {
  const { all, unsigned } = sources;
  log.info(`Callboard listens at ${url}`);
  if (access.by === 'link') {
    if (printLink) printLink(`Open the console: ${linkTo(url, access.key)} (this link is a password)`);
    else log.info(`To get the link to the console, run: ${commandPrefix()} console-link`);
  }
  if (all.length === 0) {
    log.warn(`No provider is configured, so every webhook is answered 404. ${providerSettings}`);
  }
  if (unsigned === 'accepted') {
    log.warn(`No provider is configured: UNSIGNED webhooks are accepted from this machine. ${providerSettings}`);
  }
  if (unsigned === 'rejected') {
    log.warn(
      `No provider is configured: every webhook is rejected, since a Slack or Discord token is set. ${providerSettings}`,
    );
  }
  if (!config.slack && !config.discord) {
    log.info('No SLACK_BOT_TOKEN and no DISCORD_TOKEN: messages are shown on the preview page only.');
  }
}

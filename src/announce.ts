/** What is said at start, for whoever reads the log. */
import type { Logger } from 'pino';
import type { Config } from './config.ts';
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

/** Logs where Callboard listens and which settings are missing. The link to the console is logged here and nowhere else. */
export function announce(
  log: Logger,
  url: string,
  { all, unsigned }: Sources,
  config: Config,
  access: ConsoleAccess,
): void {
  log.info(`Callboard listens at ${url}`);
  if (access.by === 'link') log.info(`Open the console: ${linkTo(url, access.key)} (this link is a password)`);
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

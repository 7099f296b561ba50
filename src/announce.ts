/** What is said at start, for whoever reads the log. */
import type { Logger } from 'pino';
import type { Config } from './config.ts';
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

/** Where it listens, and what is missing for it to be of use. */
export function announce(log: Logger, url: string, { all, unsigned }: Sources, config: Config): void {
  log.info(`Callboard listens at ${url}`);
  if (all.length === 0) {
    log.warn(
      'No provider is configured, so every webhook is answered 404. Set COMETCHAT_USERNAME and COMETCHAT_PASSWORD, or VIDEOSDK_PUBLIC_KEY or VIDEOSDK_API_URL.',
    );
  }
  if (unsigned) {
    log.warn(
      'No provider is configured: webhooks are taken UNSIGNED, on loopback only. Set COMETCHAT_USERNAME and COMETCHAT_PASSWORD, or VIDEOSDK_PUBLIC_KEY or VIDEOSDK_API_URL.',
    );
  }
  if (!config.slack && !config.discord) {
    log.info('No SLACK_BOT_TOKEN and no DISCORD_TOKEN: messages are shown on the preview page only.');
  }
}

/** Information and warnings that are logged or printed at start. */
import { type Config, commandPrefix } from '../config.ts';
import { linkTo } from '../console/console-link.ts';
import type { ConsoleAccess } from '../console/guard.ts';
import type { Log } from '../log.ts';
import type { Core } from '../operations/core.ts';
import { howToAddSources } from '../operations/doctor.ts';
import { platformDescriptors } from '../platforms/index.ts';
import type { Sources } from '../sources/open-sources.ts';
import { listAnd } from '../util/lists.ts';
import { isAnySetUp } from '../util/setting.ts';

/** Warns about rules with a condition that an older version accepted and this one rejects: they never match. */
export async function warnOfBrokenRules({ loadRoutingTable, database }: Core, log: Log): Promise<void> {
  for (const { rule, problems } of (await loadRoutingTable(database.db)).rules.broken) {
    log.warn(
      { op: 'rules.check', channel: rule.channel, rule: rule.position + 1, problems },
      'a rule has an invalid condition and never matches; edit it',
    );
  }
}

/** Prints a line on the terminal, not in the log. */
export type PrintLine = (line: string) => void;

interface Announcement {
  url: string;
  sources: Sources;
  config: Config;
  access: ConsoleAccess;
  /** Prints the link to the console, which is a password. Without it the log names the command that does. */
  printLink?: PrintLine | undefined;
}

const isOpenToAll = (host: string) => host === '0.0.0.0' || host === '::';

/** Logs the server's URL, the webhook URLs and missing settings. */
export function announce(log: Log, { url, sources, config, access, printLink }: Announcement): void {
  const { all, unsigned } = sources;
  const start = { op: 'server.start' };
  log.info(start, `Callboard is running at ${url}${isOpenToAll(config.host) ? ' (all interfaces)' : ''}`);
  if (access.by === 'link') {
    if (printLink) printLink(`Open the console: ${linkTo(url, access.key)} (keep this link secret)`);
    else log.info(start, `To get the link to the console, run: ${commandPrefix()} console-link`);
  }
  if (all.length > 0 && unsigned !== 'rejected') {
    const base = `${config.publicUrl ?? url}/webhooks`;
    log.info({ ...start, urls: all.map(({ name }) => `${base}/${name}`) }, 'waiting for webhooks');
  }
  if (unsigned === 'accepted') {
    log.warn(
      start,
      `Accepting unsigned webhooks, from this machine only. Add a source before you go live. ${howToAddSources}`,
    );
  }
  if (all.length === 0 || unsigned === 'rejected') {
    log.warn(start, `No sources are set up, so all webhooks are rejected. ${howToAddSources}`);
  }
  if (!isAnySetUp(config.platforms)) {
    const titles = Object.values(platformDescriptors).flatMap(({ title, tokenSetting }) =>
      tokenSetting ? [title] : [],
    );
    log.info(start, `${listAnd(titles)} aren't set up. Messages appear only in the console.`);
  }
}

/** The only wiring: from a configuration to a running Callboard. */
import { setTimeout as delay } from 'node:timers/promises';
import { createChat } from './chat/router.ts';
import { createSavedForms } from './chat/state/saved-forms.ts';
import type { Config } from './config.ts';
import { createConsole, type EventExplanation } from './console/console.ts';
import { chooseAccess } from './console/console-access.ts';
import { writeMoment } from './console/lookalike/frame.ts';
import { readRealChannels } from './console/real-channels.ts';
import { createSamples } from './console/test-webhooks.ts';
import type { Backoff } from './delivery/backoff.ts';
import { readMessageInputs } from './delivery/compose.ts';
import { createDispatcher } from './delivery/dispatcher.ts';
import { demoChannels, newChannel } from './demo/demo-channels.ts';
import { seedChannels } from './demo/seed.ts';
import type { Log } from './log.ts';
import type { Message } from './messages/message.ts';
import { createMetrics } from './metrics.ts';
import { type Core, openCore } from './operations/core.ts';
import { importFile } from './operations/import-export.ts';
import { describeWhy, explainEvent } from './operations/why.ts';
import type { RoutingResult } from './pipeline/plan-deliveries.ts';
import { createRouter } from './pipeline/route-pending.ts';
import { openTransactions } from './pipeline/transactions.ts';
import { connectPlatforms, platformDescriptors } from './platforms/index.ts';
import { createPlatformLookup } from './platforms/lookup.ts';
import { type HttpHandler, type Platform, splitAddress } from './platforms/platform.ts';
import { createPreview } from './platforms/preview/index.ts';
import { listenOnOneReplica } from './platforms/run-on-one-replica.ts';
import { startPlatform } from './platforms/start-with-retry.ts';
import { startServer } from './server.ts';
import { createIngest } from './sources/ingest.ts';
import { createBodies } from './sources/read-body.ts';
import { createReceiver } from './sources/receiver.ts';
import { listReceivingSources } from './sources/registry.ts';
import { openSourceCache } from './sources/source-cache.ts';
import { announce, type PrintLine, warnOfBrokenRules } from './startup-warnings.ts';
import { createStatusRoutes } from './status-routes.ts';
import { isRowError } from './store/database-errors.ts';
import { countDeliveries, type Delivery, readLedger } from './store/deliveries/deliveries.ts';
import { shownState } from './store/deliveries/delivery-states.ts';
import { listHolds, retryHeldChannels, savePlatformHold } from './store/deliveries/holds.ts';
import { hasUnrouted } from './store/events/events.ts';
import type { InsertResult } from './store/events/insert-events.ts';
import type { NewEvent } from './store/events/new-event.ts';
import { createGroupCommit } from './store/group-commit.ts';
import { editPreview, listPreview, postPreview } from './store/preview.ts';
import { openLeases } from './store/replicas/leases.ts';
import { listenForLanes } from './store/replicas/notify.ts';
import { lockSqlite } from './store/replicas/single-process-lock.ts';
import { type ChannelInput, findChannel, listChannels } from './store/settings/channels.ts';
import { createRejectionCounter } from './store/sources/rejected-webhooks.ts';
import type { Db } from './store/tables.ts';
import { day } from './util/duration.ts';

/** Webhooks that one commit takes at most: bodies of 1 MiB each are several times in memory until it is done. */
const mostTogether = 100;

/** Milliseconds. */

export interface AppOptions {
  log: Log;
  /** The moment a webhook is received at and the preview posts at, milliseconds; the demo plays a day in a minute. */
  clock?: () => number;
  /** Called for every message that was posted. */
  posted?: (delivery: Delivery, message: Message) => void;
  backoff?: Backoff;
  /** Milliseconds between two questions whether a broken token works again. */
  probeEvery?: number;
  /** The preview channels that a store gets unless it has them. */
  previews?: readonly ChannelInput[];
  /** Prints the link to the console on a terminal; left out: the log must not have it. */
  printLink?: PrintLine | undefined;
}

export interface App {
  /** Where it listens, `http://localhost:3000`. */
  readonly url: string;
  /** Every route of the port, `GET /metrics`. */
  routes(): string[];
  /** Resolves when every event is routed and every delivery has come to its end. */
  settled(): Promise<void>;
  /** Takes no more webhooks, finishes what is in flight and closes the store. */
  stop(): Promise<void>;
}

/** Opens the store, takes webhooks, and starts whichever platforms have tokens. Throws when it cannot take webhooks. */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const { log, clock = Date.now, previews = demoChannels } = options;
  const core = await openCore(config.databaseUrl);
  const { db } = core.database;
  const unlock = core.database.kind === 'sqlite' ? await lockSqlite(config.databaseUrl) : () => {};
  const leases = await openLeases(core.database, error =>
    log.error({ op: 'leases.renew', err: error }, 'could not renew leases; retrying in 1 s'),
  );
  const sources = await openSourceCache(
    config,
    () => core.loadSources(db),
    error => log.error({ op: 'sources.reload', err: error }, 'could not reload sources; using the last known ones'),
  );
  const stopping = new AbortController();
  const isDemo = !config.slack && !config.discord;
  await seedChannels(db, previews);
  if (config.configFile)
    await importFile(core, config.configFile, 'CALLBOARD_CONFIG', reason =>
      log.warn(
        { op: 'config.import', file: config.configFile, reason },
        'the configuration file has a warning; importing it anyway',
      ),
    );

  const metrics = createMetrics({ ledger: () => readLedger(db, Date.now() - day), held: () => listHolds(db) });
  const transactions = openTransactions(core.database, leases, core.loadRoutingTable);
  const dispatcher = createDispatcher({
    database: core.database,
    leases,
    recordAttempts: transactions.recordAttempts,
    readMessageInputs: deliveries => readMessageInputs(db, core.loadTemplatesOf, deliveries),
    posted: options.posted,
    attempted: metrics.attempt,
    batchAfter: config.batchAfter,
    giveUpAfter: config.giveUpAfter,
    log,
    ...(options.backoff && { backoff: options.backoff }),
    probeEvery: options.probeEvery,
  });
  const routed = ({ channels, failed }: RoutingResult) => {
    for (const one of failed) log.error({ op: 'events.route', ...one }, 'could not route an event; it is quarantined');
    dispatcher.wake(channels);
  };
  const router = createRouter({ routePending: transactions.routePending, routed, log });
  const stopHearing = listenForLanes(config.databaseUrl, channels => dispatcher.wake(channels ?? undefined));
  const commits = createGroupCommit<NewEvent, InsertResult>(
    async events => {
      const taken = await transactions.ingest(events);
      if (taken.routed) routed(taken.routed);
      return taken.stored;
    },
    isRowError,
    mostTogether,
  );
  const refusals = createRejectionCounter(db);
  const ingest = createIngest({
    commit: commits.submit,
    committed: (source, { status }) => metrics.webhook(source, status),
    clock,
  });

  /** Filled once the platforms are connected: webhooks are taken before their SDKs are loaded. */
  const handlers = new Map<string, HttpHandler>();
  const bodies = createBodies();
  const access = await chooseAccess(config.consolePassword, isDemo, db);
  const samples = createSamples(sources, commits.submit);
  /** By name, as they are connected. */
  const platforms = new Map<string, Platform>();
  /** Those that have answered. */
  const answering = new Set<string>();
  const handleChat = createChat({
    core,
    log,
    operators: config.operators,
    ...createPlatformLookup(platforms),
    webhookUrl: source => `${config.publicUrl ?? server.url}/webhooks/${source}`,
    receiving: async () => listReceivingSources(config, await core.loadSources(db)),
  });
  const server = await startServer({
    host: config.host,
    port: config.port,
    routers: [
      createStatusRoutes({
        checkReady: async () => void (await findChannel(db, '')),
        metrics,
        metricsAccess: { token: config.metricsToken, local: isDemo },
        log,
      }),
      createReceiver({
        findSource: sources.find,
        refused: refusals.count,
        ingest,
        bodies,
        log,
      }),
      createConsole({
        access,
        log,
        bodies,
        async channels() {
          const known = (await listChannels(db)).map(({ address }) => address).filter(isPreview);
          return [...new Set([...known, ...(previews.length > 0 ? [newChannel] : [])])];
        },
        real: async () => ({
          hasTokens: !isDemo,
          channels: await readRealChannels(
            db,
            platform => (answering.has(platform) ? 'connected' : platforms.has(platform) ? 'connecting' : 'off'),
            Date.now(),
          ),
        }),
        webhookUrl: source => `${config.publicUrl ?? server.url}/webhooks/${source}`,
        messages: (channel, after) => listPreview(db, splitAddress(channel).place, after),
        shape: ({ message }) => ({
          slack: platformDescriptors.slack.render(message),
          discord: platformDescriptors.discord.render(message),
        }),
        samples: samples.choices,
        sendSample: samples.send,
        why: (event, timezone) => tellWhy(db, event, timezone),
        handleChat: handleChat('preview'),
        stopping: stopping.signal,
      }),
    ],
    handlers,
    bodies,
    log,
  });
  announce(log, { url: server.url, sources: sources.latest, config, access, printLink: options.printLink });

  await warnOfBrokenRules(core, log).catch(error =>
    log.error({ op: 'rules.check', err: error }, 'could not check the rules; starting anyway'),
  );
  router.wake();
  const preview = openPreview(core, clock);
  platforms.set(preview.name, preview);
  await dispatcher.open(preview);
  const onChannelRecovered = (prefix: string) => {
    const retry = db.transaction().execute(tx => retryHeldChannels(tx, prefix));
    retry.catch(error =>
      log.error(
        { op: 'channel.resume', channel: prefix, err: error },
        'could not resume a channel now; its next retry will',
      ),
    );
  };
  const { connected, problems } = await connectPlatforms(config, log, {
    onChannelRecovered,
    handleChat,
    forms: createSavedForms(db),
    processes: () => leases.replicas,
    onRequestVerified: (path, rejection) =>
      rejection === null ? refusals.clear(path) : refusals.count(path, rejection),
  });
  for (const reason of problems)
    log.error({ op: 'platform.connect', reason }, 'could not set up a platform; everything else continues');
  for (const { platform, path, handler } of connected) {
    platforms.set(platform.name, platform);
    if (handler) handlers.set(path, handler);
  }
  const starts = connected.map(async ({ platform }) => {
    const refused = (held: string) => {
      const saved = savePlatformHold(db, platform.name, 'token', { held, nextAt: 0 });
      saved.catch(error =>
        log.error(
          { op: 'platform.hold', platform: platform.name, err: error },
          'could not record that a platform is on hold',
        ),
      );
    };
    if (!(await startPlatform(platform, log, stopping.signal, undefined, refused))) return;
    answering.add(platform.name);
    await dispatcher.open(platform);
    const mine = async () => (await leases.claim(`listen ${platform.name}`)) !== null;
    if (platform.listener) await listenOnOneReplica(platform.listener, mine, log, stopping.signal);
  });

  return {
    url: server.url,
    routes: server.routes,
    async settled() {
      while (!(await isSettled(db))) await delay(20);
    },
    async stop() {
      stopping.abort();
      await server.stop();
      await commits.idle();
      await router.stop();
      await dispatcher.stop();
      // Stopped first: one that is still connecting would be waited for.
      await Promise.all(connected.map(({ platform }) => platform.stop()));
      await Promise.all(starts);
      await refusals.stop();
      await stopHearing();
      await leases.stop();
      await core.close();
      unlock();
    },
  };
}

async function isSettled(db: Db): Promise<boolean> {
  if (await hasUnrouted(db)) return false;
  const { pending, sending } = await countDeliveries(db);
  return pending + sending === 0;
}

async function tellWhy(db: Db, event: string, timezone: string | undefined): Promise<EventExplanation | null> {
  const answer = await explainEvent(db, event);
  if (!answer) return null;
  const channels = answer.channels.map(({ channel, explanation, delivery, trouble }) => {
    return { channel, outcome: explanation.outcome, state: delivery ? shownState(delivery, trouble) : null };
  });
  const when = (moment: number) =>
    (['short', 'seconds'] as const).map(format => writeMoment(moment / 1000, format, { timezone })).join(', ');
  return { type: answer.event.type, channels, lines: describeWhy(answer, when).map(({ text }) => text) };
}

function isPreview(address: string): boolean {
  return splitAddress(address).platform === 'preview';
}

function openPreview({ database: { db } }: Core, clock: () => number): Platform {
  return createPreview({
    save: post => postPreview(db, post, clock()),
    edit: (id, message) => editPreview(db, id, message, clock()),
  });
}

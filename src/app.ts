/** Connects the parts of the server: from a configuration to a running Callboard. */
import { createChat } from './chat/router.ts';
import type { Config } from './config.ts';
import { createConsole } from './console/console.ts';
import { chooseAccess } from './console/console-access.ts';
import { explainForPage, listMessageEvents } from './console/explain-for-page.ts';
import { listPreviewChannels } from './console/preview-channels.ts';
import { readRealChannels } from './console/real-channels.ts';
import { createSamples } from './console/test-webhooks.ts';
import type { Backoff } from './delivery/backoff.ts';
import { createDispatcher } from './delivery/dispatcher.ts';
import { toHandoffs } from './delivery/handoff.ts';
import { demoChannels, newChannel } from './demo/demo-channels.ts';
import { seedChannels } from './demo/seed.ts';
import { createStatusRoutes } from './health-routes.ts';
import { importConfigFile } from './import-config-file.ts';
import type { Log } from './log.ts';
import type { Message } from './messages/message.ts';
import { createMetrics } from './metrics.ts';
import { openCore } from './operations/core.ts';
import { createRouter } from './pipeline/event-router.ts';
import type { RoutingResult } from './pipeline/route-events.ts';
import { openTransactions } from './pipeline/transactions.ts';
import { untilSettled } from './pipeline/until-settled.ts';
import { createPlatformLookup } from './platforms/index.ts';
import { type HttpHandler, type Platform, splitAddress } from './platforms/platform.ts';
import { createStoredPreview } from './preview-platform.ts';
import { openScheduler } from './scheduler/open-scheduler.ts';
import type { TimerHandler } from './scheduler/scheduler.ts';
import { startServer } from './server.ts';
import { createIngest } from './sources/ingest.ts';
import { listReceivingSources } from './sources/open-sources.ts';
import { createBodies } from './sources/read-body.ts';
import { createReceiver } from './sources/receiver.ts';
import { openSourceCache } from './sources/source-cache.ts';
import { startPlatforms } from './start-platforms.ts';
import { announce, type PrintLine, warnOfBrokenRules } from './startup-warnings.ts';
import { isRowError } from './store/classify-database-error.ts';
import type { Delivery } from './store/deliveries/deliveries.ts';
import { listHolds } from './store/deliveries/holds.ts';
import { readLedger } from './store/deliveries/ledger.ts';
import type { InsertResult } from './store/events/insert-events.ts';
import type { NewEvent } from './store/events/new-event.ts';
import { createGroupCommit } from './store/group-commit.ts';
import { listPreview } from './store/preview.ts';
import { openLeases } from './store/replicas/leases.ts';
import { listenForLanes } from './store/replicas/notify.ts';
import { lockSqlite } from './store/replicas/single-process-lock.ts';
import { type ChannelInput, findChannel } from './store/settings/channels.ts';
import { createRejectionCounter } from './store/sources/rejected-webhooks.ts';
import { walBytes } from './store/sqlite/file-space.ts';
import { day } from './util/duration.ts';
import { isAnySetUp } from './util/setting.ts';

/** Webhooks per commit. Each body of up to 1 MiB is in memory several times until the commit is done. */
const webhooksPerCommit = 100;

export interface AppOptions {
  log: Log;
  /** The time for received webhooks and preview posts, milliseconds. The demo plays a day in a minute. */
  clock?: () => number;
  /** Added to the store's clock for timers, milliseconds. Only tests set it. */
  clockOffset?: () => number;
  /** More timers of a test, by kind. */
  timers?: Readonly<Record<string, TimerHandler>>;
  /** Called for every message that was posted. */
  posted?: (delivery: Delivery, message: Message) => void;
  backoff?: Backoff;
  /** Milliseconds between two probes of a broken token. */
  probeEvery?: number;
  /** Preview channels to create where they don't exist. */
  previews?: readonly ChannelInput[];
  /** Prints the link to the console on a terminal. The log must not contain it. */
  printLink?: PrintLine | undefined;
}

export interface App {
  /** The server's URL, `http://localhost:3000`. */
  readonly url: string;
  /** Lists the server's routes, `GET /metrics`. */
  routes(): string[];
  /** Resolves when every event is routed and no delivery waits to be sent. */
  settled(): Promise<void>;
  /** Stops accepting webhooks, finishes the work in progress and closes the store. */
  stop(): Promise<void>;
}

/** Opens the store, accepts webhooks, and starts the platforms that have tokens. Throws when it can't accept webhooks. */
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
  const isDemo = !isAnySetUp(config.platforms);
  await seedChannels(db, previews);
  const configFile = config.configFile ? await importConfigFile(core, config.configFile, log) : null;

  const metrics = createMetrics({
    ledger: () => readLedger(db, Date.now() - day),
    held: () => listHolds(db),
    walBytes: () => walBytes(config.databaseUrl),
  });
  const transactions = openTransactions(core.database, leases, core.loadRoutingTable);
  const dispatcher = createDispatcher({
    database: core.database,
    leases,
    recordAttempts: transactions.recordAttempts,
    loadTemplates: revisions => core.loadTemplatesOf(db, revisions),
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
  const stopNotifications = listenForLanes(config.databaseUrl, channels => dispatcher.wake(channels ?? undefined));
  const scheduler = await openScheduler(core.database, { ...options, retention: config.retention });
  const commits = createGroupCommit<NewEvent, InsertResult>(
    async events => {
      const result = await dispatcher.offerIdleLanes(async idle => {
        const ingested = await transactions.ingest(events, idle);
        return { ...ingested, handoffs: toHandoffs(ingested, events) };
      });
      routed(result.routed);
      return result.stored;
    },
    isRowError,
    webhooksPerCommit,
  );
  const rejections = createRejectionCounter(db);
  const ingest = createIngest({
    commit: commits.submit,
    committed: (source, { status }) => metrics.webhook(source, status),
    clock,
  });

  /** Filled once the platforms are connected. Webhooks are accepted before, while the SDKs load. */
  const handlers = new Map<string, HttpHandler>();
  const bodies = createBodies();
  const access = await chooseAccess(config.consolePassword, isDemo, db);
  const samples = createSamples(sources, commits.submit);
  /** The connected platforms, by name. */
  const platforms = new Map<string, Platform>();
  /** The names of platforms that have started. */
  const started = new Set<string>();
  const handleChat = createChat({
    core,
    log,
    operators: config.operators,
    ...createPlatformLookup(platforms),
    webhookUrl: source => `${config.publicUrl ?? server.url}/webhooks/${source}`,
    hasPublicUrl: config.publicUrl !== null,
    receiving: async () => listReceivingSources(config, await core.loadSources(db)),
    configFile,
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
        refused: rejections.count,
        ingest,
        bodies,
        log,
      }),
      createConsole({
        access,
        log,
        bodies,
        isDemo,
        channels: () => listPreviewChannels(db, previews.length > 0 ? [newChannel] : []),
        real: async () => ({
          hasTokens: !isDemo,
          channels: await readRealChannels(
            db,
            platform => (started.has(platform) ? 'connected' : platforms.has(platform) ? 'connecting' : 'off'),
            Date.now(),
          ),
        }),
        webhookUrl: source => `${config.publicUrl ?? server.url}/webhooks/${source}`,
        messages: (channel, after) => listPreview(db, splitAddress(channel).place, after),
        samples: samples.choices,
        sendSample: samples.send,
        why: (event, channel) => explainForPage(core, config, event, channel),
        messageEvents: (channel, message) => listMessageEvents(core, channel, message),
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
  scheduler.wake();
  const preview = createStoredPreview(db, clock);
  platforms.set(preview.name, preview);
  await dispatcher.open(preview);
  const platformStarts = await startPlatforms({
    ...{ db, config, dispatcher, leases, rejections, handleChat, platforms, started, handlers, log },
    stopping: stopping.signal,
  });

  return {
    url: server.url,
    routes: server.routes,
    settled: () => untilSettled(db),
    async stop() {
      stopping.abort();
      await server.stop();
      await commits.idle();
      await router.stop();
      await scheduler.stop();
      await dispatcher.stop();
      await platformStarts.stop();
      await rejections.stop();
      await stopNotifications();
      await leases.stop();
      await core.close();
      unlock();
    },
  };
}

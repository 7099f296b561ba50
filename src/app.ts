/** Connects the parts of the server: from a configuration to a running Callboard. */
import { createRouters } from './app/create-routers.ts';
import { importConfigFile } from './app/import-config-file.ts';
import { openPipeline } from './app/open-pipeline.ts';
import { createPlatformRegistry } from './app/platform-registry.ts';
import { createStoredPreview } from './app/preview-platform.ts';
import { startPlatforms } from './app/start-platforms.ts';
import { announce, type PrintLine, warnOfBrokenRules } from './app/startup-warnings.ts';
import { createChat } from './chat/router.ts';
import type { Config } from './config.ts';
import { chooseAccess } from './console/console-access.ts';
import type { DispatcherOptions } from './delivery/dispatcher.ts';
import { demoChannels } from './demo/demo-channels.ts';
import { seedChannels } from './demo/seed.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openCore } from './operations/core.ts';
import { untilSettled } from './pipeline/until-settled.ts';
import { createPlatformLookup } from './platforms/index.ts';
import { openScheduler } from './scheduler/open-scheduler.ts';
import type { TimerHandler } from './scheduler/scheduler.ts';
import { startServer } from './server.ts';
import { listReceivingSources } from './sources/open-sources.ts';
import { createBodies } from './sources/read-body.ts';
import { openSourceCache } from './sources/source-cache.ts';
import { listHolds } from './store/deliveries/holds.ts';
import { readLedger } from './store/deliveries/ledger.ts';
import { openLeases } from './store/replicas/leases.ts';
import { lockSqlite } from './store/replicas/single-process-lock.ts';
import type { ChannelInput } from './store/settings/channels.ts';
import { createRejectionCounter } from './store/sources/rejected-webhooks.ts';
import { walBytes } from './store/sqlite/file-space.ts';
import { day } from './util/duration.ts';
import { isAnySetUp } from './util/setting.ts';

export interface AppOptions extends Pick<DispatcherOptions, 'posted' | 'backoff' | 'probeEvery'> {
  log: Log;
  /** The time for received webhooks and preview posts, milliseconds. The demo plays a day in a minute. */
  clock?: () => number;
  /** Added to the store's clock for timers, milliseconds. Only tests set it. */
  clockOffset?: () => number;
  /** More timers of a test, by kind. */
  timers?: Readonly<Record<string, TimerHandler>>;
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
  const { db, kind } = core.database;
  const unlock = kind === 'sqlite' ? await lockSqlite(config.databaseUrl) : () => {};
  const leases = await openLeases(core.database, error =>
    log.error({ op: 'leases.renew', err: error }, 'could not renew leases; retrying in 1 s'),
  );
  const sources = await openSourceCache(
    config,
    () => core.loadSources(db),
    error => log.error({ op: 'sources.reload', err: error }, 'could not reload sources; using the last known ones'),
  );
  await seedChannels(db, previews);
  const configFile = config.configFile ? await importConfigFile(core, config.configFile, log) : null;

  const metrics = createMetrics({
    ledger: () => readLedger(db, Date.now() - day),
    held: () => listHolds(db),
    walBytes: () => walBytes(config.databaseUrl),
  });
  const pipeline = openPipeline({ ...options, config, core, leases, metrics, clock });
  const { dispatcher } = pipeline;
  const scheduler = await openScheduler(core.database, { ...options, retention: config.retention });
  const rejections = createRejectionCounter(db);
  const platforms = createPlatformRegistry();
  const isDemo = !isAnySetUp(config.platforms);
  const access = await chooseAccess(config.consolePassword, isDemo, db);
  const webhookUrl = (source: string) => `${config.publicUrl ?? server.url}/webhooks/${source}`;
  const handleChat = createChat({
    core,
    log,
    operators: config.operators,
    ...createPlatformLookup(platforms.connected),
    webhookUrl,
    hasPublicUrl: config.publicUrl !== null,
    receiving: async () => listReceivingSources(config, await core.loadSources(db)),
    configFile,
  });
  const bodies = createBodies();
  const stopping = new AbortController();
  const shared = { config, log, handleChat, platforms, rejections, stopping: stopping.signal };
  const server = await startServer({
    host: config.host,
    port: config.port,
    routers: createRouters({
      ...{ ...shared, core, metrics, sources, pipeline, access, bodies, isDemo, webhookUrl },
      hasPreviews: previews.length > 0,
    }),
    handlers: platforms.handlers,
    bodies,
    log,
  });
  announce(log, { url: server.url, sources: sources.latest, config, access, printLink: options.printLink });

  await warnOfBrokenRules(core, log).catch(error =>
    log.error({ op: 'rules.check', err: error }, 'could not check the rules; starting anyway'),
  );
  pipeline.start();
  scheduler.wake();
  const preview = createStoredPreview(db, clock);
  platforms.connected.set(preview.name, preview);
  await dispatcher.open(preview);
  const platformStarts = await startPlatforms({ ...shared, db, dispatcher, leases });

  return {
    url: server.url,
    routes: server.routes,
    settled: () => untilSettled(db),
    async stop() {
      stopping.abort();
      await server.stop();
      await scheduler.stop();
      await pipeline.stop();
      await platformStarts.stop();
      await rejections.stop();
      await leases.stop();
      await core.close();
      unlock();
    },
  };
}

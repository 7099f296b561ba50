/** Connects and starts the platforms that have tokens, in the background. */
import { createSavedForms } from '../chat/state/saved-forms.ts';
import type { Config } from '../config.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { Log } from '../log.ts';
import { type ChatHandlerFor, connectPlatforms } from '../platforms/index.ts';
import type { Platform } from '../platforms/platform.ts';
import { listenOnOneReplica } from '../platforms/run-on-one-replica.ts';
import { startPlatform } from '../platforms/start-with-retry.ts';
import { retryHeldChannels, savePlatformHold } from '../store/deliveries/holds.ts';
import type { Leases } from '../store/replicas/leases.ts';
import type { RejectionCounter } from '../store/sources/rejected-webhooks.ts';
import type { Db } from '../store/tables.ts';
import type { PlatformRegistry } from './platform-registry.ts';

interface PlatformStartOptions {
  db: Db;
  config: Config;
  dispatcher: Dispatcher;
  leases: Leases;
  rejections: RejectionCounter;
  handleChat: ChatHandlerFor;
  /** Gets the platforms as they connect and start. */
  platforms: PlatformRegistry;
  /** Aborted when the app stops. */
  stopping: AbortSignal;
  log: Log;
}

/** Resolves once the platforms are connected. They start later, on their own; `stop` ends that too. */
export async function startPlatforms(options: PlatformStartOptions): Promise<{ stop(): Promise<void> }> {
  const { db, config, dispatcher, leases, rejections, handleChat, platforms, stopping, log } = options;

  function resumeChannels(prefix: string): void {
    const retry = db.transaction().execute(tx => retryHeldChannels(tx, prefix));
    retry.catch(error =>
      log.error(
        { op: 'channel.resume', channel: prefix, err: error },
        'could not resume a channel at once; it resumes with its next retry',
      ),
    );
  }

  function recordRejectedToken(platform: Platform, reason: string): void {
    const saved = savePlatformHold(db, platform.name, 'token', { held: reason, nextAt: 0 });
    saved.catch(error =>
      log.error(
        { op: 'platform.hold', platform: platform.name, err: error },
        'could not record that a platform is on hold',
      ),
    );
  }

  async function start(platform: Platform): Promise<void> {
    const onRejected = (reason: string) => recordRejectedToken(platform, reason);
    if (!(await startPlatform(platform, log, stopping, undefined, onRejected))) return;
    platforms.started.add(platform.name);
    await dispatcher.open(platform);
    const holdsLease = async () => (await leases.claim(`listen ${platform.name}`)) !== null;
    if (platform.listener) await listenOnOneReplica(platform.listener, holdsLease, log, stopping);
  }

  const { connected, problems } = await connectPlatforms(config, log, {
    onChannelRecovered: resumeChannels,
    handleChat,
    forms: createSavedForms(db),
    processes: () => leases.replicas,
    onRequestVerified: (path, rejection) =>
      rejection === null ? rejections.clear(path) : rejections.count(path, rejection),
  });
  for (const reason of problems)
    log.error({ op: 'platform.connect', reason }, 'could not set up a platform; everything else continues');
  for (const { platform, path, handler } of connected) {
    platforms.connected.set(platform.name, platform);
    if (handler && path !== null) platforms.handlers.set(path, handler);
  }
  const starts = connected.map(({ platform }) => start(platform));
  return {
    async stop() {
      // Before the starts: a platform that is still connecting ends its start this way.
      await Promise.all(connected.map(({ platform }) => platform.stop()));
      await Promise.all(starts);
    },
  };
}

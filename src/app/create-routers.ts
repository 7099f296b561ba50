/** The HTTP routes: health and metrics, webhooks, and the console. */
import type { Config } from '../config.ts';
import { createConsole } from '../console/console.ts';
import { explainForPage, listMessageEvents } from '../console/explain-for-page.ts';
import type { ConsoleAccess } from '../console/guard.ts';
import { listPreviewChannels } from '../console/preview-channels.ts';
import { readRealChannels } from '../console/real-channels.ts';
import { createSamples } from '../console/test-webhooks.ts';
import { newChannel } from '../demo/demo-channels.ts';
import { createStatusRoutes } from '../health-routes.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Core } from '../operations/core.ts';
import type { ChatHandlerFor } from '../platforms/index.ts';
import { splitAddress } from '../platforms/platform.ts';
import type { Bodies } from '../sources/read-body.ts';
import { createReceiver } from '../sources/receiver.ts';
import type { SourceCache } from '../sources/source-cache.ts';
import { listPreview } from '../store/preview.ts';
import { findChannel } from '../store/settings/channels.ts';
import type { RejectionCounter } from '../store/sources/rejected-webhooks.ts';
import type { Pipeline } from './open-pipeline.ts';
import type { PlatformRegistry } from './platform-registry.ts';

interface RouterOptions {
  config: Config;
  core: Core;
  metrics: Metrics;
  sources: SourceCache;
  rejections: RejectionCounter;
  pipeline: Pipeline;
  platforms: PlatformRegistry;
  handleChat: ChatHandlerFor;
  access: ConsoleAccess;
  bodies: Bodies;
  /** No platform has a token. */
  isDemo: boolean;
  /** Whether people can create preview channels. */
  hasPreviews: boolean;
  webhookUrl(source: string): string;
  /** Aborted when the app stops. */
  stopping: AbortSignal;
  log: Log;
}

export function createRouters(options: RouterOptions) {
  const { config, core, metrics, sources, rejections, pipeline, platforms, bodies, isDemo, log } = options;
  const { db } = core.database;
  const samples = createSamples(sources, pipeline.store);
  return [
    createStatusRoutes({
      checkReady: async () => void (await findChannel(db, '')),
      metrics,
      metricsAccess: { token: config.metricsToken, local: isDemo },
      log,
    }),
    createReceiver({ findSource: sources.find, refused: rejections.count, ingest: pipeline.ingest, bodies, log }),
    createConsole({
      access: options.access,
      log,
      bodies,
      isDemo,
      channels: () => listPreviewChannels(db, options.hasPreviews ? [newChannel] : []),
      real: async () => ({
        hasTokens: !isDemo,
        channels: await readRealChannels(db, platforms.connection, Date.now()),
      }),
      webhookUrl: options.webhookUrl,
      messages: (channel, after) => listPreview(db, splitAddress(channel).place, after),
      samples: samples.choices,
      sendSample: samples.send,
      why: (event, channel) => explainForPage(core, config, event, channel),
      messageEvents: (channel, message) => listMessageEvents(core, channel, message),
      handleChat: options.handleChat('preview'),
      stopping: options.stopping,
    }),
  ];
}

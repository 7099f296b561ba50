/** The platforms of this process. It fills after the server accepts webhooks, while the SDKs load. */
import type { HttpHandler, Platform } from '../platforms/platform.ts';

export interface PlatformRegistry {
  /** The connected platforms, by name. */
  connected: Map<string, Platform>;
  /** The names of platforms that have started. */
  started: Set<string>;
  /** The platforms' HTTP handlers, by path. */
  handlers: Map<string, HttpHandler>;
  /** The state of a platform's connection, for people. */
  connection(platform: string): 'connected' | 'connecting' | 'off';
}

export function createPlatformRegistry(): PlatformRegistry {
  const connected = new Map<string, Platform>();
  const started = new Set<string>();
  return {
    connected,
    started,
    handlers: new Map(),
    connection: platform => (started.has(platform) ? 'connected' : connected.has(platform) ? 'connecting' : 'off'),
  };
}

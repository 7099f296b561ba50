/** The samples that the page can send, through the real receiver over HTTP. */
import { randomUUID } from 'node:crypto';
import { findEventType } from '../events/types.ts';
import { freshSample } from '../sources/fresh-sample.ts';
import type { Sources } from '../sources/registry.ts';
import type { SampleChoice } from './console.ts';

export interface Samples {
  readonly choices: readonly SampleChoice[];
  /** Null when there is no such source or trigger. */
  send(source: string, trigger: string): Promise<{ status: number; answer: unknown } | null>;
}

/** `sources` gives those there are now; `url` is where this server listens; `token` is what its receiver takes instead of a signature. */
export function createSamples(sources: () => Sources, token: string, url: () => string): Samples {
  const choices = () =>
    sources().all.flatMap(({ name, provider }) =>
      Object.entries(provider.triggers).map(([trigger, type]) => {
        return { source: name, trigger, type, meaning: findEventType(type)?.meaning ?? type };
      }),
    );
  return {
    get choices() {
      return choices();
    },
    async send(source, trigger) {
      if (!choices().some(choice => choice.source === source && choice.trigger === trigger)) return null;
      const body = freshSample(sources().find(source)?.provider.sample(trigger), Date.now(), randomUUID().slice(0, 8));
      const response = await fetch(`${url()}/webhooks/${source}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'callboard-sample': token },
        body: JSON.stringify(body),
      });
      return { status: response.status, answer: await response.json() };
    },
  };
}

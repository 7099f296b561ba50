/** Long work in slices, so that webhooks, messages and presses are served meanwhile. */
import { setImmediate } from 'node:timers/promises';

/** Milliseconds that a slice may take before others have their turn. */
const longest = 15;

/** Call the result between steps and await it: it lets others run once the current slice has taken long enough. */
export function createPause(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < longest) return;
    await setImmediate();
    began = performance.now();
  };
}

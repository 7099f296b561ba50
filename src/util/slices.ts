/** Splits long work into slices, so that webhooks, messages and presses are served in between. */
import { setImmediate } from 'node:timers/promises';

/** Milliseconds that a slice may take. */
const longest = 15;

/** Returns a function to await between steps. It yields to other work once the current slice has used up its time. */
export function createPause(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < longest) return;
    await setImmediate();
    began = performance.now();
  };
}

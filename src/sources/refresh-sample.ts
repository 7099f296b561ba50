/** Makes a sample look like a new event, so that sending it again isn't a duplicate. */

const idNames = new Set([
  'id',
  'subject',
  'sessionId',
  'sessionid',
  'callId',
  'messageId',
  'batchId',
  'recordId',
  'agentId',
]);

/**
 * Moves the times in a body so that the latest is `now` (milliseconds), and appends `-<tag>` to the ids of the call, meeting
 * or message.
 */
export function refreshSample(body: unknown, now: number, tag: string): unknown {
  const latest = Math.max(...moments(body));
  const shift = Number.isFinite(latest) ? now - latest : 0;
  return rewrite(body, (name, value) => {
    const moment = toMoment(value);
    if (moment !== null) return fromMoment(value, moment + shift);
    return typeof value === 'string' && idNames.has(name) ? `${value}-${tag}` : value;
  });
}

function rewrite(value: unknown, leaf: (name: string, value: unknown) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map(item => rewrite(item, leaf, name));
  if (typeof value !== 'object' || value === null) return leaf(name, value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewrite(inner, leaf, key)]));
}

function moments(body: unknown): number[] {
  const found: number[] = [];
  rewrite(body, (_name, value) => {
    const moment = toMoment(value);
    if (moment !== null) found.push(moment);
    return value;
  });
  return found;
}

/** Seconds or milliseconds since 1970, as a number or digits, or an ISO instant: all between 2017 and 2033. */
function toMoment(value: unknown): number | null {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) {
    const moment = Date.parse(value);
    return Number.isNaN(moment) ? null : moment;
  }
  const number = typeof value === 'string' && /^\d{10}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number') return null;
  if (number > 1.5e9 && number < 2e9) return number * 1000;
  return number > 1.5e12 && number < 2e12 ? number : null;
}

/** A time in the original's format. */
function fromMoment(as: unknown, moment: number): unknown {
  if (typeof as === 'number') return as < 2e9 ? Math.floor(moment / 1000) : Math.floor(moment);
  if (/^\d{10}$/.test(String(as))) return String(Math.floor(moment / 1000));
  return new Date(moment).toISOString().replace('Z', '+00:00');
}

// @ts-check
/** The channels in Slack and Discord, and whether messages reach them. */
import { writeTime } from './blocks.js';
import { fetchJson, find, make, setVisible } from './dom.js';

/** @import { RealChannel } from '../real-channels.ts' */

/** Milliseconds between updates. */
const every = 10_000;

/** Shows the list once a platform has a token, or if channels remain from when it had one. */
export async function startReal() {
  for (;;) {
    if (document.visibilityState === 'visible') await showReal().catch(() => {});
    await new Promise(resolve => setTimeout(resolve, every));
  }
}

/** Updates the list. */
export async function showReal() {
  /** @type {{ hasTokens: boolean, channels: RealChannel[] }} */
  const { hasTokens, channels } = await fetchJson('console/channels');
  setVisible('#real', hasTokens || channels.length > 0);
  setVisible('#reach', hasTokens);
  const ill = channels.filter(({ state }) => state === 'on-hold' || state === 'off').length;
  const count = `Real channels: ${channels.length}`;
  find('#real summary').textContent = ill > 0 ? `${count} (${ill} on hold or not connected)` : count;
  setVisible('#no-real', channels.length === 0);
  find('#real ul').replaceChildren(...channels.map(makeItem));
}

/** @param {RealChannel} channel */
function makeItem({ address, platform, state, label, reason, at, facts }) {
  const when = at === null ? '' : `${state === 'muted' ? ' until' : ' since'} ${writeTime(at, state === 'muted')}`;
  const why = reason === null ? '' : `: ${reason}`;
  return make(
    'li',
    { 'data-state': state },
    make('span', {}, platform),
    ' ',
    make('code', {}, address.slice(address.indexOf(':') + 1)),
    ' ',
    make('span', { class: 'health' }, `${label}${when}${why}`),
    ' ',
    make('span', { class: 'facts' }, facts),
  );
}

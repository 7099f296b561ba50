// @ts-check
import { channelName, explain, fetchJson, find, setVisible } from './dom.js';
import { scrollToNewest } from './messages.js';
import { showReal } from './real-channels.js';
import { startPicker } from './test-picker.js';
import { showWhy } from './why.js';

/** @import { SentTest } from '../../operations/send-test.ts' */
/** @import { WhyState } from '../../operations/why/why-report.ts' */
/** @import { ConsoleState, SampleChoice } from '../console.ts' */
/** @import { PageWhy } from '../explain-for-page.ts' */

/** The form that sends a test webhook and shows its result. @param {SampleChoice[]} samples */
export function startSamples(samples) {
  const picker = startPicker(samples);

  /** @type {HTMLFormElement} */ (find('#sample')).onsubmit = async submit => {
    submit.preventDefault();
    if (picker.accept()) return;
    const chosen = picker.chosen();
    if (!chosen) return;
    setVisible('#result-why', false);
    say('Sending…');
    const { source, trigger } = chosen;
    const reach = /** @type {HTMLInputElement} */ (find('#reach input')).checked ? 'real' : 'preview';
    try {
      const path = `console/samples/${source}/${trigger}?reach=${reach}`;
      /** @type {SentTest} */
      const sent = await fetchJson(path, { method: 'POST' });
      await report(sent, sent.source !== source);
      if (sent.source === source) return;
      // Sources were added or removed since the page was opened.
      /** @type {ConsoleState} */
      const now = await fetchJson('console/state');
      picker.offer(now.samples, sent.source, trigger);
    } catch (error) {
      say(explain('Couldn’t send the test webhook', error));
    }
  };
}

/** @param {SentTest} sent @param {boolean} elsewhere It was sent from another source than the one chosen. */
async function report({ id, problems, source }, elsewhere) {
  const { event, channels } = await outcomeOf(id);
  const from = elsewhere ? ` from ${source}` : '';
  const unread = problems.length > 0 ? ` Couldn’t read: ${problems.join('; ')}.` : '';
  say(`Test webhook ${event.type} sent${from}. ${describe(channels)}${unread}`, id);
  /** @type {HTMLButtonElement} */ (find('#result-why')).onclick = () => showWhy(id);
  setVisible('#result-why', true);
  scrollToNewest();
  // A test that is on hold shows it in the list too.
  await showReal().catch(() => {});
}

/**
 * Events are posted after the answer, so this asks until they are; a channel that takes longer is shown as it is then.
 * @param {string} event
 * @returns {Promise<PageWhy>}
 */
async function outcomeOf(event) {
  for (let tries = 1; ; tries += 1) {
    /** @type {PageWhy} */
    const explanation = await fetchJson(`console/why/${encodeURIComponent(event)}`);
    const { rulesChecked, channels } = explanation;
    const waits = !rulesChecked || channels.some(({ state }) => ['queued', 'sending'].includes(state));
    if (!waits || tries === 20) return explanation;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** @type {Record<WhyState, string>} */
const phrases = {
  posted: 'posted to',
  batched: 'posted in a batch to',
  queued: 'queued for',
  sending: 'sending to',
  retrying: 'retrying in',
  'on-hold': 'on hold in',
  failed: 'failed in',
  ignored: 'ignored in',
  superseded: 'superseded in',
  muted: 'muted in',
  skipped: 'no matching rule in',
};
const inOrder = /** @type {WhyState[]} */ (Object.keys(phrases));
// American English, but with no comma before "and", as everywhere in Callboard.
const list = new Intl.ListFormat('en-GB');

/** @param {PageWhy['channels']} channels */
function describe(channels) {
  const groups = Map.groupBy(channels, ({ state }) => state);
  const sentences = inOrder.flatMap(state => {
    const names = (groups.get(state) ?? []).map(({ channel }) => channelName(channel));
    return names.length > 0 ? [`${capital(phrases[state])} ${list.format(names)}.`] : [];
  });
  return sentences.length > 0 ? sentences.join(' ') : 'No channels are set up yet.';
}

/** @param {string} text @param {string} [id] */
function say(text, id) {
  const output = find('#result');
  output.textContent = text;
  if (!id) return;
  const code = document.createElement('code');
  code.textContent = id;
  output.append(' Event ID: ', code);
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

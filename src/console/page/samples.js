// @ts-check
import { channelName, fetchJson, find, setVisible } from './dom.js';
import { scrollToNewest } from './messages.js';

/** @typedef {{ source: string, trigger: string, type: string, meaning: string }} Sample */
/** @typedef {{ channel: string, outcome: 'post' | 'ignore' | 'nothing', state: string | null }} Told */

/** The form that sends a sample and says what became of it. @param {Sample[]} samples */
export function startSamples(samples) {
  /** @type {HTMLSelectElement} */
  const select = find('#trigger');
  const groups = Map.groupBy(samples, ({ source, type }) => `${source}: ${type.split('.')[0]}`);
  select.replaceChildren(...[...groups].map(([label, group]) => makeGroup(label, group)));
  const telling = samples.find(({ type }) => type === 'call.missed');
  if (telling) select.value = `${telling.source}/${telling.trigger}`;

  /** @type {HTMLFormElement} */ (find('#sample')).onsubmit = async submit => {
    submit.preventDefault();
    setVisible('#why', false);
    say('Sending …');
    try {
      const { status, answer } = await fetchJson(`/console/samples/${select.value}`, { method: 'POST' });
      await report(status, answer);
    } catch (error) {
      say(`It could not be sent: ${/** @type {Error} */ (error).message}`);
    }
  };
}

/** @param {string} label @param {Sample[]} samples */
function makeGroup(label, samples) {
  const group = document.createElement('optgroup');
  group.label = label;
  group.append(
    ...samples.map(({ source, trigger, meaning }) => new Option(`${meaning} (${trigger})`, `${source}/${trigger}`)),
  );
  return group;
}

/** @param {number} status @param {{ status?: string, id?: string, problems?: string[], detail?: string }} answer */
async function report(status, answer) {
  if (!answer.id) return say(`Refused with ${status}: ${answer.detail ?? answer.status}`);
  const { type, channels, lines } = await outcomeOf(answer.id);
  const problems = answer.problems?.length ? ` Problems: ${answer.problems.join('; ')}.` : '';
  say(`${capital(answer.status ?? '')}: ${type}. ${describe(channels)}${problems}`, answer.id);
  find('#why pre').textContent = lines.join('\n');
  setVisible('#why', true);
  scrollToNewest();
}

/**
 * What became of an event. The webhook is answered before it is routed and posted, so this asks until that is done; a
 * channel that takes longer is told of as it stands.
 * @param {string} event
 * @returns {Promise<{ type: string, channels: Told[], lines: string[] }>}
 */
async function outcomeOf(event) {
  for (let asked = 1; ; asked += 1) {
    const told = await fetchJson(`/console/why/${encodeURIComponent(event)}`);
    const waits = told.channels.some(
      (/** @type {Told} */ { outcome, state }) =>
        outcome !== 'nothing' && (!state || ['pending', 'sending'].includes(state)),
    );
    if (!waits || asked === 20) return told;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** @param {Told[]} channels */
function describe(channels) {
  const groups = Map.groupBy(channels, ({ outcome, state }) => {
    if (outcome === 'nothing') return 'no rule matches in';
    if (outcome === 'ignore') return 'ignored in';
    return state === 'sent' ? 'posted in' : state === 'dead' ? 'could not be posted in' : 'waits for';
  });
  const parts = [...groups].map(
    ([words, of]) => `${words} ${of.map(({ channel }) => channelName(channel)).join(', ')}`,
  );
  return parts.length > 0 ? `${capital(parts.join('; '))}.` : 'There is no channel.';
}

/** @param {string} text @param {string} [id] */
function say(text, id) {
  const output = find('#result');
  output.textContent = text;
  if (!id) return;
  const code = document.createElement('code');
  code.textContent = id;
  output.append(' ', code);
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// @ts-check
/** @typedef {{ id: number, slack: string, discord: string }} Look */
/** @typedef {{ source: string, trigger: string, type: string, meaning: string }} Sample */

/**
 * @template {Element} T
 * @param {string} selector
 * @returns {T}
 */
const find = selector => /** @type {T} */ (document.querySelector(selector));

/** @param {string} path */
async function getJson(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

const list = /** @type {HTMLOListElement} */ (find('#messages'));
/** @type {EventSource | null} */
let live = null;

/** The HTML comes from the server's looks, which escape everything. @param {Look} look */
function show(look) {
  if (document.getElementById(`message-${look.id}`)) return;
  const item = document.createElement('li');
  item.id = `message-${look.id}`;
  for (const name of /** @type {const} */ (['slack', 'discord'])) {
    const half = document.createElement('div');
    half.className = `half ${name}-half`;
    half.innerHTML = look[name];
    item.append(half);
  }
  list.append(item);
  find('#empty').toggleAttribute('hidden', true);
  item.scrollIntoView({ block: 'end' });
}

/** @param {string} channel */
async function open(channel) {
  live?.close();
  list.replaceChildren();
  find('#empty').toggleAttribute('hidden', false);
  for (const tab of document.querySelectorAll('#channels button')) {
    tab.setAttribute('aria-current', String(tab.getAttribute('data-channel') === channel));
  }
  const query = `channel=${encodeURIComponent(channel)}`;
  /** @type {Look[]} */
  const looks = await getJson(`/console/messages?${query}`);
  looks.forEach(show);
  live = new EventSource(`/console/live?${query}&after=${looks.at(-1)?.id ?? 0}`);
  live.onmessage = event => show(JSON.parse(event.data));
}

/** @param {string[]} channels */
function fillChannels(channels) {
  find('#channels').replaceChildren(
    ...channels.map(channel => {
      const tab = document.createElement('button');
      tab.type = 'button';
      tab.dataset.channel = channel;
      tab.textContent = `#${channel.split('/').at(-1)}`;
      tab.onclick = () => open(channel);
      return tab;
    }),
  );
}

/** @param {Sample[]} samples */
function fillSamples(samples) {
  const groups = Map.groupBy(samples, sample => sample.source);
  find('#trigger').replaceChildren(
    ...[...groups].map(([source, ofSource]) => {
      const group = document.createElement('optgroup');
      group.label = source;
      group.append(
        ...ofSource.map(sample => new Option(`${sample.trigger}: ${sample.meaning}`, `${source}/${sample.trigger}`)),
      );
      return group;
    }),
  );
}

/** @param {string} event */
async function showWhy(event) {
  // The router has its own transaction a moment after the webhook was answered.
  await new Promise(resolve => setTimeout(resolve, 400));
  const { lines } = await getJson(`/console/why/${event}`);
  find('#why pre').textContent = lines.join('\n');
  find('#why').toggleAttribute('hidden', false);
}

const form = /** @type {HTMLFormElement} */ (find('#sample'));
form.onsubmit = async submit => {
  submit.preventDefault();
  const choice = /** @type {HTMLSelectElement} */ (find('#trigger')).value;
  const output = find('#result');
  find('#why').toggleAttribute('hidden', true);
  try {
    const response = await fetch(`/console/samples/${choice}`, { method: 'POST' });
    if (!response.ok) throw new Error(String(response.status));
    const { status, answer } = await response.json();
    output.textContent = `${status} ${JSON.stringify(answer)}`;
    if (answer.id) await showWhy(answer.id);
  } catch (error) {
    output.textContent = `It could not be sent: ${/** @type {Error} */ (error).message}`;
  }
};

/** @type {HTMLButtonElement} */
const themeButton = find('#theme');
/** @param {boolean} dark */
function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  themeButton.setAttribute('aria-pressed', String(dark));
  themeButton.textContent = dark ? 'Light' : 'Dark';
}
themeButton.onclick = () => setTheme(themeButton.getAttribute('aria-pressed') !== 'true');
setTheme(matchMedia('(prefers-color-scheme: dark)').matches);

const { channels, samples } = await getJson('/console/state');
fillChannels(channels);
fillSamples(samples);
if (channels.length > 0) await open(channels[0]);

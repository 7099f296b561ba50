// @ts-check
/** The preview page. */
import { startTheme, startView } from './appearance.js';
import { ask, openAnswers } from './chat.js';
import { startCommand } from './command.js';
import { fetchJson, find, make, makeCopyButton, setVisible } from './dom.js';
import { startChannels } from './messages.js';
import { startReal } from './real-channels.js';
import { startSamples } from './samples.js';
import { showWhyOfMessage } from './why.js';

startTheme();
startView();
const { channels, samples, endpoints, isDemo, version } = await loadState();
if (isDemo) document.title = 'Callboard Demo';
setVisible('#demo', isDemo);
find('#version').textContent = version;
showEndpoints(endpoints);
startSamples(samples);
startCommand();
void startReal();
await startChannels(channels, {
  opened: openAnswers,
  why: showWhyOfMessage,
  press: (channel, action) => void ask({ is: 'action', action, chosen: [] }, { channel }),
});

/** Loads the state; retries until the server responds. @returns {Promise<import('../console.ts').ConsoleState>} */
async function loadState() {
  for (;;) {
    try {
      return await fetchJson('console/state');
    } catch {
      find('#live').textContent = 'Reconnecting…';
      await new Promise(resolve => setTimeout(resolve, 5000));
    }
  }
}

/** @param {string[]} urls */
function showEndpoints(urls) {
  const items = urls.map(url => {
    const code = make('code', {}, url);
    return make('li', {}, code, ' ', makeCopyButton(code));
  });
  find('#endpoints').replaceChildren(...items);
}

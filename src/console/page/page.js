// @ts-check
/** The preview page. */
import { fetchJson } from './dom.js';
import { startChannels } from './messages.js';
import { startSamples } from './samples.js';
import { startTheme } from './theme.js';

startTheme();
const { channels, samples } = await fetchJson('/console/state');
startSamples(samples);
await startChannels(channels);

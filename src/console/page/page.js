// @ts-check
/** The preview page. */
import { askWhy, openAnswers } from './chat.js';
import { startCommand } from './command.js';
import { fetchJson } from './dom.js';
import { startChannels } from './messages.js';
import { startSamples } from './samples.js';
import { startTheme } from './theme.js';
import { startView } from './view.js';

startTheme();
startView();
const { channels, samples } = await fetchJson('/console/state');
startSamples(samples);
startCommand();
await startChannels(channels, { opened: openAnswers, why: askWhy });

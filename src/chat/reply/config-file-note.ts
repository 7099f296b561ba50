/** Adds to a reply that the next start undoes what the request saved, because CALLBOARD_CONFIG names it. */
import { formatFile } from '../../callboard-yaml/print-file.ts';
import type { Block } from '../../messages/message.ts';
import { exportFile } from '../../operations/import-export.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import type { ChatContext, ConfigFile, SavedSettings } from '../command.ts';
import { code, paragraph } from './build-reply.ts';

/** Longer YAML isn't shown: Slack limits a message's text. */
const mostCharacters = 2500;

/** Adds the note and the YAML for the file; returns the response unchanged if the file doesn't name what was saved. */
export async function addConfigFileNote(response: ChatResponse, context: ChatContext): Promise<ChatResponse> {
  const { configFile, saved } = context;
  if (configFile === null || response.is !== 'reply') return response;
  const channels = saved.channels.intersection(configFile.channels);
  const templates = saved.templates.intersection(configFile.templates);
  if (channels.size + templates.size === 0) return response;
  const note = await describeUndo(configFile, { channels, templates }, context);
  const { message } = response;
  return { ...response, message: { ...message, blocks: [...message.blocks, ...note] } };
}

async function describeUndo(
  { name }: ConfigFile,
  { channels, templates }: SavedSettings,
  { core }: ChatContext,
): Promise<Block[]> {
  const stored = await exportFile(core.database.db);
  const file = { channels: pick(stored.channels, channels), templates: pick(stored.templates, templates) };
  const yaml = formatFile(file).replaceAll(/^(?:channels|templates): \{\}\n/gm, '');
  const undo = ['⚠️ The next start undoes this, because ', code('CALLBOARD_CONFIG'), ' is set. '];
  // A template that was reset isn't stored anymore.
  const missing = [...templates.difference(new Set(Object.keys(stored.templates)))];
  const removal = missing.flatMap(template => ['Remove template ', code(template), ' from ', code(name), ' as well. ']);
  if (yaml.trim() === '') return [paragraph([...undo, ...removal])];
  if (yaml.length > mostCharacters) {
    const command = code('npm run callboard -- export');
    return [paragraph([...undo, ...removal, 'Run ', command, ' and copy its YAML into ', code(name), '.'])];
  }
  return [
    paragraph([...undo, ...removal, 'To make it permanent, put this into ', code(name), ':']),
    { type: 'code', text: yaml.trimEnd() },
  ];
}

function pick<Value>(all: Readonly<Record<string, Value>>, names: ReadonlySet<string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

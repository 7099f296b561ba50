/** Answers requests from chat: finds the command, checks the permission and runs it. Never throws. */

import { nearest } from '../did-you-mean.ts';
import type { Log } from '../log.ts';
import { decodeActionId, type Shown } from '../platforms/action-id.ts';
import type { ChatHandler, ChatRequest, ChatResponse, Choice, Input } from '../platforms/chat-protocol.ts';
import { PlatformError } from '../platforms/platform.ts';
import type { ChatContext, Pressed, Submitted } from './command.ts';
import { findCommand, typedCommands } from './commands.ts';
import { answerAtHome, showHome } from './home.ts';
import { commandPermission, elsewhere, perform, whyNotPerform } from './permissions.ts';
import { readInput } from './read-input.ts';
import { buttons, code, commandButton, Refusal, refuse, shortLabel } from './reply/build-reply.ts';
import { addConfigFileNote } from './reply/config-file-note.ts';
import { readPage } from './reply/paginate.ts';
import { showIn } from './state/answer-actions.ts';
import { restoreLongAction, saveLongActions } from './state/long-actions.ts';

export interface ChatOptions
  extends Pick<
    ChatContext,
    | 'core'
    | 'operators'
    | 'isMember'
    | 'findMentionProblem'
    | 'findChannelName'
    | 'findPostingProblem'
    | 'webhookUrl'
    | 'hasPublicUrl'
    | 'receiving'
    | 'configFile'
  > {
  log: Log;
}

/** Creates the request handler of each platform, by the platform's name. */
export function createChat(options: ChatOptions): (platform: string) => ChatHandler {
  return platform => async request => {
    try {
      return await answerOne(request, contextOf(platform, request, options));
    } catch (error) {
      return explainFailure(error, options.log);
    }
  };
}

function contextOf(
  platform: string,
  { by, channel, workspace }: ChatRequest,
  { log: _log, ...around }: ChatOptions,
): ChatContext {
  return {
    ...around,
    saved: { channels: new Set(), templates: new Set() },
    by,
    actor: `${platform}:${by.id}`,
    channel: `${platform}:${channel}`,
    workspace: `${platform}:${workspace}`,
  };
}

/** Restores a long action of the request, and saves the long actions of the answer. */
async function answerOne(request: ChatRequest, context: ChatContext): Promise<ChatResponse> {
  const { db } = context.core.database;
  const input = await restoreLongAction(db, readInput(request.input));
  if (input === null) return tooOld();
  const answered = await answer({ ...request, input }, context);
  return saveLongActions(db, await addConfigFileNote(answered, context));
}

async function answer({ channel, input }: ChatRequest, context: ChatContext): Promise<ChatResponse> {
  if (input.is === 'home') return showHome(context);
  if (channel === null) return answerFromHome(input, context);
  const shown = shownOf(input);
  if (shown.is === 'home') return outdated();
  const open = shown.is === 'open';
  const answered = await answerHere(input, { ...context, open });
  const isPublic = answered.is === 'reply' && answered.public === true;
  return commandPermission(context.workspace) && (open || isPublic) ? showIn({ is: 'open' }, answered) : answered;
}

/** Where the used control was shown. An unreadable action ID proves nothing, like a control that everyone can press. */
function shownOf(input: Input): Shown {
  if (input.is === 'why' || input.is === 'joined') return { is: 'open' };
  if (!('action' in input)) return { is: 'reply' };
  const id = decodeActionId(input.action);
  return id !== null && 'shown' in id ? id.shown : { is: 'open' };
}

/** Answers a control of the App Home. Its action carries the channel, and the person must be in that channel. */
async function answerFromHome(input: Input, context: ChatContext): Promise<ChatResponse> {
  const id = 'action' in input ? decodeActionId(input.action) : null;
  const homePart = id?.is === 'part' && id.command === 'home' ? id : null;
  if (homePart?.part === 'page') return showHome(context, readPage(homePart.args[0]));
  const answerIn = async (channel: string, inner: Input) => {
    const there = elsewhere(context, `${context.workspace}/${channel}`);
    return answerAtHome(await answerHere(inner, there), there);
  };
  const opened = homePart?.part === 'open' && input.is === 'action' ? input.chosen[0] : undefined;
  if (opened !== undefined) return answerIn(opened, { is: 'command', words: 'menu' });
  const shown = shownOf(input);
  return shown.is === 'home' ? answerIn(shown.channel, input) : refuse('Run /callboard in a channel.');
}

async function answerHere(input: Input, context: ChatContext): Promise<ChatResponse> {
  switch (input.is) {
    case 'command':
      return runCommand(input.words, context);
    case 'completion':
      return { is: 'completions', choices: (await complete(input.words, context)).slice(0, 25) };
    case 'action':
      return press(input.action, input.chosen, { there: 'shown', ...context });
    case 'submission':
      return submit('forms', input.action, input.fields, { there: 'shown', ...context });
    case 'revision':
      return submit('revisions', input.action, input.fields, { there: 'shown', ...context });
    case 'why':
      return useAction('why', 'message', { args: [input.message], chosen: [] }, context);
    case 'joined':
      return useAction('greet', 'joined', { args: [], chosen: [] }, context);
    case 'greeting-failed':
      return useAction('greet', 'forget', { args: [], chosen: [] }, context);
    case 'home':
      return showHome(context);
  }
}

/** Runs a typed command: `rules` and the text after it. Empty text opens the menu. */
async function runCommand(words: string, context: ChatContext): Promise<ChatResponse> {
  const { name, rest } = splitWords(words);
  const command = typedCommands.find(one => one.name === (name || 'menu'));
  if (!command) return suggestCommand(name);
  const { name: word, rest: others } = splitWords(rest);
  const verb = own(command.verbs, word);
  return verb ? perform(verb, others, context) : perform(command, rest, context);
}

function splitWords(words: string): { name: string; rest: string } {
  const [, name = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(words.trim()) ?? [];
  return { name: name.toLowerCase(), rest };
}

function suggestCommand(name: string): ChatResponse {
  const names = typedCommands.map(command => command.name);
  const meant = name === 'remove' ? 'delete' : nearest(name, names);
  if (meant === null) {
    return refuse(['Unknown command “', code(shortLabel(name)), '”. Try ', code('/callboard help'), '.'], {
      controls: buttons(commandButton('Show help', 'help')),
    });
  }
  return refuse(['Unknown command “', code(shortLabel(name)), '”. Did you mean ', code(`/callboard ${meant}`), '?'], {
    controls: buttons(commandButton(`Run /callboard ${meant}`, meant), commandButton('Show help', 'help')),
  });
}

/** The value of each choice is the whole text after `/callboard`. */
async function complete(words: string, context: ChatContext): Promise<readonly Choice[]> {
  const [, name = '', gap = '', rest = ''] = /^\s*(\S*)(\s*)(.*)$/s.exec(words) ?? [];
  if (gap !== '') {
    const command = typedCommands.find(one => one.name === name.toLowerCase());
    if (!command || (await whyNotPerform(command, rest, context)) !== null) return [];
    const completed = (await command.complete?.(rest, context)) ?? [];
    return completed.map(choice => ({ ...choice, label: `${name} ${choice.label}`, value: `${name} ${choice.value}` }));
  }
  const begun = typedCommands.filter(one => one.name.startsWith(name.toLowerCase()));
  return begun.map(one => ({ label: one.name, value: one.name, description: shortLabel(one.summary) }));
}

/** Handles a pressed control. */
async function press(action: string, chosen: readonly string[], context: ChatContext): Promise<ChatResponse> {
  const id = decodeActionId(action);
  if (id?.is === 'run') return runCommand(id.words, context);
  return id?.is === 'part' ? useAction(id.command, id.part, { args: id.args, chosen }, context) : outdated();
}

async function useAction(name: string, part: string, pressed: Pressed, context: ChatContext): Promise<ChatResponse> {
  const command = findCommand(name);
  const action = own(command?.actions, part);
  if (!command || !action) return outdated();
  return perform(action, pressed, context);
}

async function submit(
  kind: 'forms' | 'revisions',
  action: string,
  fields: Submitted['fields'],
  context: ChatContext,
): Promise<ChatResponse> {
  const id = decodeActionId(action);
  if (id?.is !== 'part') return outdated();
  const form = own(findCommand(id.command)?.[kind], id.part);
  return form ? perform(form, { args: id.args, fields }, context) : outdated();
}

function own<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

function outdated(): ChatResponse {
  return refuse('This button is from an older version. Open the menu and try again.', {
    controls: buttons(commandButton('Open menu', 'menu')),
  });
}

function tooOld(): ChatResponse {
  return refuse('This button has expired. Open the menu and try again.', {
    keepsFormOpen: true,
    controls: buttons(commandButton('Open menu', 'menu')),
  });
}

/** A Refusal or a platform error becomes the answer. Any other error goes to the log, and the answer hides its details. */
function explainFailure(error: unknown, log: Log): ChatResponse {
  if (error instanceof Refusal) return refuse(error.message, { keepsFormOpen: true });
  if (error instanceof PlatformError) return refuse(error.message, { color: 'red', keepsFormOpen: true });
  log.error({ op: 'chat.answer', err: error }, 'could not answer a chat request; nothing was changed');
  return refuse('Something went wrong on my side, so nothing was changed. Please try again.', {
    color: 'red',
    keepsFormOpen: true,
  });
}

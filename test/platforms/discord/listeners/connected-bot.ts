/** The real platform with a user, over the gateway or over HTTP. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, vi } from 'vitest';
import { createSavedForms } from '../../../../src/chat/state/saved-forms.ts';
import { openCore } from '../../../../src/operations/core.ts';
import type { ChatHandler, ChatRequest, ChatResponse, Form, Reply } from '../../../../src/platforms/chat-protocol.ts';
import type { DiscordOptions } from '../../../../src/platforms/discord/index.ts';
import { createTestDatabase } from '../../../databases.ts';
import type { PersonOptions } from '../../../fakes/discord/people.ts';
import { sayMessage } from '../../contract.ts';
import { serveHandler } from '../../mounted-endpoint.ts';
import { CHANNEL_ID, GUILD, setup } from '../setup.ts';

export const transports = ['gateway', 'http'] as const;
export type Transport = (typeof transports)[number];

/** Starts a bot that answers every request with `answer`, which tests replace. `requests` collects the chat requests. */
export async function setupBot(transport: Transport, options: Partial<DiscordOptions> = {}) {
  const requests: ChatRequest[] = [];
  const script = { answer: reply('Hello') as ChatResponse | Promise<ChatResponse> };
  const handleChat: ChatHandler = async request => {
    requests.push(request);
    return script.answer;
  };
  const place = await createTestDatabase('sqlite');
  const core = await openCore(place.url);
  const discord = await setup(fake => ({
    handleChat,
    forms: createSavedForms(core.database.db)('discord'),
    ...(transport === 'http' && { publicKey: fake.publicKey }),
    ...options,
  }));
  const { fake, platform } = discord;
  await platform.start();
  await vi.waitFor(() => expect(fake.commands).toHaveLength(2), 30_000);
  const server = serveHandler(platform.handler);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/discord/interactions`;
  await platform.listener?.open();
  if (platform.listener) await vi.waitFor(() => expect(fake.gateway.identified).toBe(1), 30_000);

  return Object.assign(script, {
    ...discord,
    requests,
    /** The interactions endpoint, for HTTP. */
    url,
    /** Its database holds the saved forms. */
    core,
    person: (more: Partial<PersonOptions> = {}) =>
      fake.person({ guild: GUILD, channel: CHANNEL_ID, ...more, ...(transport === 'http' && { url }) }),
    async close() {
      await discord.close();
      server.closeAllConnections();
      server.close();
      await core.close();
      await place.remove();
    },
  });
}

export type ConnectedBot = Awaited<ReturnType<typeof setupBot>>;

export const reply = (text: string, more: Partial<Reply> = {}): Reply => ({
  is: 'reply',
  message: sayMessage(text),
  ...more,
});

export const oneButton = (label: string, action: string): Pick<Reply, 'controls'> => ({
  controls: [{ is: 'buttons', buttons: [{ label, action }] }],
});

/** A form with a field of each kind. */
export const ruleForm: Form = {
  title: 'A rule',
  action: 'add.save|7',
  submit: 'Save',
  intro: 'The preview shows the last 7 days.',
  fields: [
    { is: 'list', name: 'on', label: 'What', choices: [{ label: 'Missed calls', value: 'call.missed' }] },
    { is: 'text', name: 'if', label: 'Condition', hint: 'CEL', optional: true, value: 'call.kind == "video"' },
    {
      is: 'select',
      name: 'do',
      label: 'Then',
      value: ['post'],
      choices: [
        { label: 'Post', value: 'post' },
        { label: 'Ignore', value: 'ignore' },
      ],
    },
    { is: 'text', name: 'note', label: 'Note', lines: 'many', optional: true },
  ],
};

/** A list with more choices than Discord can show. */
export const longList: Form = {
  ...ruleForm,
  fields: [
    {
      is: 'list',
      name: 'on',
      label: 'What',
      value: ['type.0', 'type.1'],
      choices: Array.from({ length: 60 }, (_, index) => ({ label: `Type ${index}`, value: `type.${index}` })),
    },
  ],
};

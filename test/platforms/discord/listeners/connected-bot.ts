/** The real platform with somebody who uses it, over the gateway or over HTTP. */
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

/** `answer` is what everything is answered until it is set anew; `asked` is what was asked. */
export async function setupTalk(transport: Transport, options: Partial<DiscordOptions> = {}) {
  const asked: ChatRequest[] = [];
  const talk = { answer: reply('Hello') as ChatResponse | Promise<ChatResponse> };
  const handleChat: ChatHandler = async request => {
    asked.push(request);
    return talk.answer;
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

  return Object.assign(talk, {
    ...discord,
    asked,
    /** The endpoint, when it is HTTP. */
    url,
    /** The store of forms that wait. */
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

export type Talking = Awaited<ReturnType<typeof setupTalk>>;

export const reply = (text: string, more: Partial<Reply> = {}): Reply => ({
  is: 'reply',
  message: sayMessage(text),
  ...more,
});

export const oneButton = (label: string, action: string): Pick<Reply, 'controls'> => ({
  controls: [{ is: 'buttons', buttons: [{ label, action }] }],
});

/** A field of each kind. */
export const ruleForm: Form = {
  title: 'A rule',
  action: 'add.save|7',
  submit: 'Save',
  intro: 'It is tried on the last 7 days.',
  fields: [
    { is: 'list', name: 'on', label: 'What', choices: [{ label: 'Missed calls', value: 'call.missed' }] },
    { is: 'text', name: 'if', label: 'Condition', hint: 'CEL', optional: true, value: 'call.kind == "video"' },
    {
      is: 'select',
      name: 'do',
      label: 'Then',
      value: ['post'],
      choices: [
        { label: 'Tell', value: 'post' },
        { label: 'Keep quiet', value: 'ignore' },
      ],
    },
    { is: 'text', name: 'note', label: 'Note', lines: 'many', optional: true },
  ],
};

/** More choices than Discord lists. */
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

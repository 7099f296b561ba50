/** Sends real and invalid Discord payloads over the gateway or HTTP, and records errors that would end the process. */
import { onTestFinished } from 'vitest';
import { channelUpdate, guildCreate, guildMemberUpdate, guildRoleUpdate } from '../../../fakes/discord/events.ts';
import type { GatewayEvent } from '../../../fakes/discord/gateway.ts';
import { fatalErrors } from '../../fatal-errors.ts';
import { type ConnectedBot, oneButton, reply, ruleForm, setupBot, type Transport } from '../listeners/connected-bot.ts';
import { CHANNEL_ID, GUILD } from '../setup.ts';

export interface PayloadSender {
  bot: ConnectedBot;
  /** Real payloads: of every user action and, on the gateway, of server events. */
  recorded: GatewayEvent[];
  /** Sends a payload, valid or not. */
  deliver(event: GatewayEvent): Promise<void>;
  deliverText(text: string): Promise<void>;
  /** The errors that would have ended the process. */
  fatal: unknown[];
}

let recording: Promise<GatewayEvent[]> | undefined;

export async function createPayloadSender(transport: Transport): Promise<PayloadSender> {
  recording ??= record();
  const recorded = [...(await recording)];
  const fatal = fatalErrors();
  const bot = await setupBot(transport);
  onTestFinished(bot.close);
  const { fake, url } = bot;
  if (transport === 'gateway') {
    const serverEvents = [
      guildCreate(GUILD, [CHANNEL_ID]),
      channelUpdate(GUILD, CHANNEL_ID),
      guildMemberUpdate(GUILD, [GUILD]),
      guildRoleUpdate(GUILD, GUILD),
    ];
    for (const event of serverEvents) fake.gateway.dispatch(event);
    recorded.push(...serverEvents);
  }
  return {
    bot,
    recorded,
    fatal,
    async deliver(event) {
      if (transport === 'gateway') fake.gateway.dispatch(event);
      else await fake.deliver(url, JSON.stringify(event.d));
    },
    async deliverText(text) {
      if (transport === 'gateway') fake.gateway.frame(text);
      else await fake.deliver(url, text);
    },
  };
}

/** Records Discord's payload of every user action. */
async function record(): Promise<GatewayEvent[]> {
  const recorded: GatewayEvent[] = [];
  const bot = await setupBot('gateway');
  const { dispatch } = bot.fake.gateway;
  bot.fake.gateway.dispatch = event => {
    recorded.push(JSON.parse(JSON.stringify(event)));
    dispatch(event);
  };
  const ann = bot.person();
  bot.answer = reply('Menu', oneButton('More', 'press.more'));
  const menu = await ann.command('menu');
  await ann.press(menu.messages[0], 'More');
  await ann.why('600000000000000001');
  bot.answer = { is: 'completions', choices: [] };
  await ann.complete('why', { about: 'x' });
  bot.answer = { is: 'form', form: ruleForm };
  const form = await ann.command('add');
  bot.answer = reply('Saved');
  await ann.submit(form, { What: ['Missed calls'] });
  await bot.close();
  // Each gets its own token, so that a reply to one can't count as the reply to another.
  return recorded.map(({ t, d }, index) => ({ t, d: { ...d, ...asShared, token: `recorded-${index}` } }));
}

/** Fields that Discord sends since user-installed apps: a message names the interaction it answers. */
const asShared = {
  authorizing_integration_owners: { 0: GUILD },
  message_of_a_command: { interaction_metadata: { id: '1', type: 2, user: { id: '1' } } },
};

const interaction = (more: object) => JSON.stringify({ op: 0, s: 9, t: 'INTERACTION_CREATE', d: { id: '1', ...more } });

/** Texts that aren't payloads, and payloads that have crashed bots. */
export const invalidPayloads = [
  '',
  'null',
  '7',
  '[]',
  '{}',
  '{',
  '{"op":0}',
  '{"op":0,"t":null,"d":null}',
  '{"op":0,"t":"INTERACTION_CREATE"}',
  '{"op":0,"t":"INTERACTION_CREATE","d":null}',
  '{"op":0,"t":"INTERACTION_CREATE","d":7}',
  interaction({ type: 2 }),
  interaction({ type: 2, data: null }),
  interaction({ type: 3, data: { component_type: 2 }, message: null }),
  interaction({ type: 2, data: { type: 1 }, member: { permissions: 'zzz', user: { id: '2' } }, entitlements: null }),
  '{"op":0,"t":"GUILD_CREATE","d":null}',
  '{"op":0,"t":"GUILD_CREATE","d":{"id":"1","channels":[null],"members":7}}',
  '{"op":0,"t":"GUILD_ROLE_UPDATE","d":{}}',
  '{"op":0,"t":"GUILD_MEMBER_UPDATE","d":{"user":null}}',
  '{"op":0,"t":"CHANNEL_UPDATE","d":{"permission_overwrites":[{"id":"1","allow":"zzz"}]}}',
  '{"op":0,"t":"THREAD_UPDATE","d":{"thread_metadata":7}}',
  '{"op":0,"t":"READY","d":null}',
  '{"op":0,"t":"READY","d":{"session_id":"a","resume_gateway_url":"nonsense","guilds":[],"user":{"id":"1"}}}',
  '{"op":10,"d":null}',
  '{"op":10,"d":{"heartbeat_interval":"zzz"}}',
  '{"op":9,"d":null}',
  '{"op":"zzz"}',
];

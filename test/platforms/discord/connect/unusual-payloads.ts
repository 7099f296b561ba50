/** Sends Discord's payloads as they are and as they should never be, by the gateway or HTTP, and watches the process. */
import { onTestFinished } from 'vitest';
import { channelUpdate, guildCreate, guildMemberUpdate, guildRoleUpdate } from '../../../fakes/discord/events.ts';
import type { GatewayEvent } from '../../../fakes/discord/gateway.ts';
import { oneButton, reply, ruleForm, setupTalk, type Talking, type Transport } from '../listeners/connected-bot.ts';
import { CHANNEL_ID, GUILD } from '../setup.ts';

export interface OddTalk {
  talking: Talking;
  /** Real payloads: of everything that people do and, by the gateway, of what happens to servers. */
  recorded: GatewayEvent[];
  /** Sends one in whatever shape. */
  deliver(event: GatewayEvent): Promise<void>;
  deliverText(text: string): Promise<void>;
  /** What would have ended the process. */
  fatal: unknown[];
}

let recording: Promise<GatewayEvent[]> | undefined;

export async function oddTalk(transport: Transport): Promise<OddTalk> {
  recording ??= record();
  const recorded = [...(await recording)];
  const fatal: unknown[] = [];
  const note = (error: unknown) => void fatal.push(error instanceof Error ? error.stack : error);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  const talking = await setupTalk(transport);
  onTestFinished(async () => {
    await talking.close();
    process.off('uncaughtException', note).off('unhandledRejection', note);
  });
  const { fake, url } = talking;
  if (transport === 'gateway') {
    const happens = [
      guildCreate(GUILD, [CHANNEL_ID]),
      channelUpdate(GUILD, CHANNEL_ID),
      guildMemberUpdate(GUILD, [GUILD]),
      guildRoleUpdate(GUILD, GUILD),
    ];
    for (const event of happens) fake.gateway.dispatch(event);
    recorded.push(...happens);
  }
  return {
    talking,
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

/** Everything that somebody can do, with what Discord tells of it. */
async function record(): Promise<GatewayEvent[]> {
  const recorded: GatewayEvent[] = [];
  const talking = await setupTalk('gateway');
  const { dispatch } = talking.fake.gateway;
  talking.fake.gateway.dispatch = event => {
    recorded.push(JSON.parse(JSON.stringify(event)));
    dispatch(event);
  };
  const ann = talking.person();
  talking.answer = reply('Menu', oneButton('More', 'press.more'));
  const menu = await ann.command('menu');
  await ann.press(menu.messages[0], 'More');
  await ann.why('600000000000000001');
  talking.answer = { is: 'completions', choices: [] };
  await ann.complete('why', { about: 'x' });
  talking.answer = { is: 'form', form: ruleForm };
  const form = await ann.command('add');
  talking.answer = reply('Saved');
  await ann.submit(form, { What: ['Missed calls'] });
  await talking.close();
  // With a token that no other interaction has: an answer to one must not be taken for another's.
  return recorded.map(({ t, d }, index) => ({ t, d: { ...d, ...asShared, token: `recorded-${index}` } }));
}

/** Since user-installed apps a message says which interaction it answers. */
const asShared = {
  authorizing_integration_owners: { 0: GUILD },
  message_of_a_command: { interaction_metadata: { id: '1', type: 2, user: { id: '1' } } },
};

const interaction = (more: object) => JSON.stringify({ op: 0, s: 9, t: 'INTERACTION_CREATE', d: { id: '1', ...more } });

/** No payloads at all, and such as have ended bots. */
export const noPayloads = [
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

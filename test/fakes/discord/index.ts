/** A fake Discord over real HTTP and WebSocket. It rejects the same requests as Discord, and fails as scripted. */
import { generateKeyPairSync } from 'node:crypto';
import { createHost } from '../host.ts';
import type { Recorded } from '../record.ts';
import { disturb, type Reply, send } from '../trouble.ts';
import { createScript, type Script, type ScriptedResponse } from './answers.ts';
import { type ApiRequest, type ApiState, createApi } from './api.ts';
import { createChannels, type FakeMessage } from './channels.ts';
import { createGateway, type FakeGateway } from './gateway.ts';
import { createInteractions, type ShownMessage, show } from './interactions.ts';
import { type Bucket, createLimiter, type DiscordLimits, limitsOf, type Refusal } from './limits.ts';
import { createPerson, type Person, type PersonOptions, signatureOf } from './people.ts';
import { bucketHeaders, bucketName, json, limited, scriptedError } from './replies.ts';

export interface FakeRequest extends ApiRequest, Recorded {}

export interface FakeDiscord extends ApiState {
  /** The base for `DISCORD_API_URL`. */
  url: string;
  applicationId: string;
  /** 64 hex digits, as on the application page. */
  publicKey: string;
  /** Every request and its result. */
  requests: FakeRequest[];
  next: Script['next'];
  /** The rate limits in force; null for none. */
  limits: DiscordLimits | null;
  /** Called for every request without a scripted response; undefined answers normally. */
  trouble: ((request: FakeRequest) => ScriptedResponse | undefined) | undefined;
  gateway: FakeGateway;
  /** Milliseconds in which an interaction must be answered; Discord's own 3 s are too few for a busy machine. */
  answerWithin: number;
  /** Sends any body, signed, to the endpoint and resolves with the HTTP status. */
  deliver(url: string, body: string): Promise<number>;
  /** Creates a user of the bot. */
  person(options: PersonOptions): Person;
  messages(channel: string): FakeMessage[];
  /** Deletes a message as a person would. */
  remove(channel: string, id: string): void;
  /** The messages with their controls, as people see them. */
  shown(channel: string): ShownMessage[];
  /** The text of the channel with this id, as people read it. */
  read(channel: string): string;
  /** Rejects the token from now on, over HTTP and at the gateway. */
  revoke(): void;
  /** Accepts the token again. */
  restore(): void;
  /** Stops listening and cuts every connection. Messages stay. */
  close(): Promise<void>;
  /** Listens again at the same address after `close`. */
  reopen(): Promise<void>;
}

export interface FakeDiscordOptions {
  /** A free port by default. */
  port?: number;
  limits?: DiscordLimits;
  trouble?: FakeDiscord['trouble'];
  /** Milliseconds for which a nonce is remembered; default 120,000, the least that Discord's "past few minutes" can mean. */
  nonceFor?: number;
}

const user = { id: '900000000000000001', username: 'Callboard', discriminator: '0', avatar: null, bot: true };

export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const { port = 0, limits, trouble, nonceFor = 120_000 } = options;
  const channels = createChannels();
  const script = createScript();
  const limiter = createLimiter(channels.isOld);
  const { publicKey: key, privateKey } = generateKeyPairSync('ed25519');
  const publicKey = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
  const application = { id: '900000000000000002', name: 'Callboard', verify_key: publicKey };
  const host = await createHost(port, (request, text, response) => {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', fake.url);
    const path = url.pathname.replace('/api/v10', '');
    const body: unknown = text === '' ? null : JSON.parse(text);
    const apiRequest = { method, path, query: Object.fromEntries(url.searchParams), body };
    const entry = {
      ...apiRequest,
      at: Date.now(),
      limits: limitsOf(method, path, channels.isOld),
      accepted: false,
      refused: null,
    };
    fake.requests.push(entry);
    const { authorization } = request.headers;
    const scripted = script.take(`${method} ${path}`) ?? fake.trouble?.(entry);
    if (scripted === undefined) send(response, carryOut(entry, authorization));
    else if (typeof scripted === 'string') disturb(scripted, entry, response, () => carryOut(entry, authorization));
    else if ('status' in scripted) send(response, scriptedError(scripted, method));
    else send(response, refuse(entry, ...scriptedRefusal(entry, scripted)));
  });
  const accepts = (token?: string) => !fake.revoked && token === fake.token;
  const gateway = createGateway(host.server, accepts, user);

  const fake: FakeDiscord = {
    url: `http://${host.address}/api`,
    token: 'fake.discord.token',
    revoked: false,
    applicationId: application.id,
    publicKey,
    requests: [],
    hidden: new Set(),
    unreadable: new Set(),
    guilds: [{ id: '300000000000000001', name: 'Acme', permissions: '68608' }],
    nonceFor,
    endpoint: undefined,
    commands: [],
    servers: new Map(),
    answerWithin: 60_000,
    async deliver(url, body) {
      const response = await fetch(url, { method: 'POST', body, headers: signatureOf(body, privateKey) });
      await response.body?.cancel();
      return response.status;
    },
    person: who => {
      const commands = () => fake.commands;
      return createPerson({ application: application.id, commands, interactions, gateway, privateKey }, who);
    },
    next: script.next,
    limits: limits ?? null,
    trouble,
    gateway,
    messages: channels.messages,
    remove: channels.remove,
    shown: channel => channels.messages(channel).map(({ id, body }) => show(id, false, body.components)),
    read: channels.read,
    revoke() {
      fake.revoked = true;
    },
    restore() {
      fake.revoked = false;
    },
    async close() {
      gateway.cut();
      await host.close();
    },
    reopen: host.open,
  };
  const gatewayInfo = {
    url: () => `ws://${host.address}/gateway`,
    get down() {
      return gateway.down;
    },
  };
  const interactions = createInteractions(application.id, channels, () => fake.answerWithin);
  const answer = createApi(fake, { channels, user, application, interactions, gateway: gatewayInfo });

  function carryOut(entry: FakeRequest, authorization: string | undefined): Reply {
    const activeLimits = fake.limits ?? {};
    const { refusal, bucket } = limiter.admit(entry.method, entry.path, activeLimits, entry.at);
    if (refusal) {
      if (refusal.scope !== 'shared' && refusal.scope !== 'ban') limiter.invalid(activeLimits, entry.at);
      return refuse(entry, refusal, bucket);
    }
    const { status, body } = answer(entry, authorization);
    if (status === 401 || status === 403) limiter.invalid(activeLimits, entry.at);
    entry.accepted = status < 300;
    if (status === 204) return { status, headers: bucketHeaders(bucket, entry.method), body: '' };
    return json(status, body, bucketHeaders(bucket, entry.method));
  }

  return fake;
}

function refuse(entry: FakeRequest, refusal: Refusal, bucket: Bucket | null): Reply {
  entry.refused = { limit: refusal.limit, until: entry.at + refusal.retryAfter * 1000 };
  return limited(refusal, bucket, entry.method);
}

type ScriptedRefusal = Extract<ScriptedResponse, { retryAfter: number } | { ban: number }>;

function scriptedRefusal({ at, limits, method }: FakeRequest, answer: ScriptedRefusal): [Refusal, Bucket | null] {
  if ('ban' in answer) return [{ scope: 'ban', limit: 'ban', retryAfter: answer.ban }, null];
  const { retryAfter, global } = answer;
  if (global) return [{ scope: 'global', limit: 'global', retryAfter }, null];
  const bucket = {
    limit: 5,
    remaining: 0,
    reset: at / 1000 + retryAfter,
    resetAfter: retryAfter,
    bucket: bucketName(method),
  };
  return [{ scope: 'user', limit: limits.at(-1) ?? '', retryAfter }, bucket];
}

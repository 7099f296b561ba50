/** A Discord to test against: real HTTP and WebSocket, refuses what Discord refuses, and can be told to fail. */
import { generateKeyPairSync } from 'node:crypto';
import { createHost } from '../host.ts';
import type { Recorded } from '../record.ts';
import { disturb, type Reply, send } from '../trouble.ts';
import { type Answer, createScript, type Script } from './answers.ts';
import { type ApiRequest, type ApiState, createApi } from './api.ts';
import { createChannels, type FakeMessage } from './channels.ts';
import { createGateway, type FakeGateway } from './gateway.ts';
import { createInteractions, type ShownMessage, show } from './interactions.ts';
import { type Bucket, createLimiter, type DiscordLimits, limitsOf, type Refusal } from './limits.ts';
import { createPerson, type Person, type PersonOptions, signatureOf } from './people.ts';
import { bucketHeaders, json, limited, told } from './replies.ts';

export interface FakeRequest extends ApiRequest, Recorded {}

export interface FakeDiscord extends ApiState {
  /** The base for `DISCORD_API_URL`. */
  url: string;
  applicationId: string;
  /** 64 hex digits, what the application page shows. */
  publicKey: string;
  /** Every request as it came, and what became of it. */
  requests: FakeRequest[];
  next: Script['next'];
  /** The rates that are kept; null is none. */
  limits: DiscordLimits | null;
  /** Asked for every request that no script answers; undefined lets it be. */
  trouble: ((request: FakeRequest) => Answer | undefined) | undefined;
  gateway: FakeGateway;
  /** Milliseconds in which an interaction must be answered; Discord's own 3 s are too few for a busy machine. */
  answerWithin: number;
  /** Sends a body, whatever it is, signed to the endpoint; resolves with the HTTP status. */
  deliver(url: string, body: string): Promise<number>;
  /** Somebody who uses the bot. */
  person(options: PersonOptions): Person;
  messages(channel: string): FakeMessage[];
  /** The same as people see them, with their controls. */
  shown(channel: string): ShownMessage[];
  /** What people would read in the channel of this id. */
  read(channel: string): string;
  /** From now on the token is refused, by HTTP and to those who identify. */
  revoke(): void;
  /** The token is good again. */
  restore(): void;
  /** Stops listening and cuts every connection; what was posted stays. */
  close(): Promise<void>;
  /** After `close`: listens again, at the same address. */
  reopen(): Promise<void>;
}

export interface FakeDiscordOptions {
  /** A free port by default. */
  port?: number;
  limits?: DiscordLimits;
  trouble?: FakeDiscord['trouble'];
  /** Milliseconds for which a nonce is known. Discord says "the past few minutes"; the least that this can mean is the default. */
  nonceFor?: number;
}

const user = { id: '900000000000000001', username: 'Callboard', discriminator: '0', avatar: null, bot: true };

export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const { port = 0, limits, trouble, nonceFor = 120_000 } = options;
  const channels = createChannels();
  const script = createScript();
  const limiter = createLimiter();
  const { publicKey: key, privateKey } = generateKeyPairSync('ed25519');
  const publicKey = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
  const application = { id: '900000000000000002', name: 'Callboard', verify_key: publicKey };
  const host = await createHost(port, (request, text, response) => {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', fake.url);
    const path = url.pathname.replace('/api/v10', '');
    const body: unknown = text === '' ? null : JSON.parse(text);
    const asked = { method, path, query: Object.fromEntries(url.searchParams), body };
    const entry = { ...asked, at: Date.now(), limits: limitsOf(method, path), accepted: false, refused: null };
    fake.requests.push(entry);
    const { authorization } = request.headers;
    const scripted = script.take(`${method} ${path}`) ?? fake.trouble?.(entry);
    if (scripted === undefined) send(response, carryOut(entry, authorization));
    else if (typeof scripted === 'string') disturb(scripted, entry, response, () => carryOut(entry, authorization));
    else if ('status' in scripted) send(response, told(scripted));
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
    const kept = fake.limits ?? {};
    const { refusal, bucket } = limiter.admit(entry.method, entry.path, kept, entry.at);
    if (refusal) {
      if (refusal.scope === 'global' || refusal.scope === 'user') limiter.invalid(kept, entry.at);
      return refuse(entry, refusal, bucket);
    }
    const { status, body } = answer(entry, authorization);
    if (status === 401 || status === 403) limiter.invalid(kept, entry.at);
    entry.accepted = status < 300;
    if (status === 204) return { status, headers: bucketHeaders(bucket), body: '' };
    return json(status, body, bucketHeaders(bucket));
  }

  return fake;
}

function refuse(entry: FakeRequest, refusal: Refusal, bucket: Bucket | null): Reply {
  entry.refused = { limit: refusal.limit, until: entry.at + refusal.retryAfter * 1000 };
  return limited(refusal, bucket);
}

type ScriptedRefusal = Extract<Answer, { retryAfter: number } | { ban: number }>;

function scriptedRefusal({ at, limits }: FakeRequest, answer: ScriptedRefusal): [Refusal, Bucket | null] {
  if ('ban' in answer) return [{ scope: 'ban', limit: 'ban', retryAfter: answer.ban }, null];
  const { retryAfter, global } = answer;
  if (global) return [{ scope: 'global', limit: 'global', retryAfter }, null];
  const bucket = { limit: 5, remaining: 0, reset: at / 1000 + retryAfter, resetAfter: retryAfter, bucket: 'fake' };
  return [{ scope: 'user', limit: limits.at(-1) ?? '', retryAfter }, bucket];
}

/** A fake Slack over real HTTP and WebSocket. It rejects the same requests as Slack, and fails as scripted. */
import { createHost } from '../host.ts';
import type { Recorded } from '../record.ts';
import { disturb, type Reply, send } from '../trouble.ts';
import { type Answer, createScript, type Script } from './answers.ts';
import { type ApiState, createApi } from './api.ts';
import { postForm, postSigned, type SlackEvent, wrap } from './events.ts';
import { createLimiter, limitsOf, type SlackLimits } from './limits.ts';
import { json, ratelimited, scriptedReply } from './replies.ts';
import { acceptResponse } from './respond.ts';
import { createFakeSocket, type FakeSocket } from './socket.ts';
import { createSurfaces, type Surfaces } from './surfaces.ts';
import { createPerson, type Person, type PersonContext, type PersonOptions } from './user-actions.ts';
import { createWorkspace, type FakeMessage } from './workspace.ts';

export interface FakeRequest extends Recorded {
  /** `chat.postMessage` */
  method: string;
  args: Record<string, unknown>;
}

export interface FakeSlack extends ApiState {
  /** The base for `SLACK_API_URL`. */
  url: string;
  signingSecret: string;
  /** Every request with its outcome, in order. */
  requests: FakeRequest[];
  next: Script['next'];
  /** The enforced rate limits; null for none. */
  limits: SlackLimits | null;
  /** Called for every request without a scripted answer; undefined means normal handling. */
  trouble: ((request: FakeRequest) => Answer | undefined) | undefined;
  socket: FakeSocket;
  /** Ephemeral messages, modals and App Homes, and the time limits for answers. */
  surfaces: Surfaces;
  /** A user in a channel, who types, presses and fills in. */
  person(options: PersonOptions): Person;
  messages(channel: string): FakeMessage[];
  /** Deletes a message as a person would. */
  remove(channel: string, ts: string): void;
  /** The channel's messages in plain text, as people read them. */
  read(channel: string): string;
  /** Rejects the bot token with this error from now on; default `token_revoked`. */
  revoke(error?: string): void;
  /** Accepts the bot token again. */
  restore(): void;
  /** Reports an event by Socket Mode, or signed to this request URL. Rejects without an acknowledgement. */
  report(event: SlackEvent, url?: string): Promise<void>;
  /** Stops listening and cuts every connection; posted messages remain. */
  close(): Promise<void>;
  /** Listens again at the same address after `close`. */
  reopen(): Promise<void>;
}

export interface FakeSlackOptions {
  /** A free port by default. */
  port?: number;
  limits?: SlackLimits;
  trouble?: FakeSlack['trouble'];
}

export async function startFakeSlack({ port = 0, limits, trouble }: FakeSlackOptions = {}): Promise<FakeSlack> {
  const workspace = createWorkspace();
  const surfaces = createSurfaces();
  const script = createScript();
  const limiter = createLimiter();
  const host = await createHost(port, (request, body, response) => {
    const { pathname } = new URL(request.url ?? '/', fake.url);
    const responseId = pathname.startsWith(responsePath) ? pathname.slice(responsePath.length) : null;
    const method = responseId ? 'response_url' : pathname.replace('/api/', '');
    const args = responseId ? JSON.parse(body) : readArguments(body);
    const entry = { method, args, at: Date.now(), limits: limitsOf(method, args), accepted: false, refused: null };
    fake.requests.push(entry);
    const token = request.headers.authorization?.replace('Bearer ', '') ?? null;
    const scripted = script.take(method) ?? fake.trouble?.(entry);
    const run = () => (responseId ? acceptResponse(responseId, args, surfaces, workspace) : carryOut(entry, token));
    if (scripted === undefined) send(response, run());
    else if (typeof scripted === 'string') disturb(scripted, entry, response, run);
    else {
      if ('retryAfter' in scripted) refuse(entry, entry.limits[0], Number(scripted.retryAfter) || 0);
      send(response, scriptedReply(scripted));
    }
  });
  const socket = createFakeSocket(host.server);

  const fake: FakeSlack = {
    url: `http://${host.address}/api/`,
    team: 'T0123',
    orgWide: false,
    botToken: 'xoxb-fake-bot-token',
    appToken: 'xapp-fake-app-token',
    tokenError: null,
    signingSecret: 'fake-signing-secret',
    requests: [],
    uninvited: new Set(),
    archived: new Set(),
    editsClosed: false,
    restricted: new Set(),
    reserved: new Set(),
    names: new Map(),
    people: new Map(),
    members: new Map(),
    memberPage: 1000,
    scopes: ['chat:write', 'channels:history', 'groups:history', 'commands', 'users:read'],
    next: script.next,
    limits: limits ?? null,
    trouble,
    socket,
    surfaces,
    person: options => createPerson(context, options),
    messages: workspace.messages,
    remove: workspace.remove,
    read: workspace.read,
    revoke(error = 'token_revoked') {
      fake.tokenError = error;
    },
    restore() {
      fake.tokenError = null;
    },
    async report(event, url) {
      const payload = wrap(event, fake.team);
      if (url === undefined) return void (await socket.send('events_api', payload));
      const status = await postSigned(url, payload, fake.signingSecret);
      if (status !== 200) throw new Error(`${event.type} was answered HTTP ${status}`);
    },
    async close() {
      socket.cut();
      await host.close();
    },
    reopen: host.open,
  };
  const context: PersonContext = {
    get team() {
      return fake.team;
    },
    workspace,
    surfaces,
    socket,
    post: (url, form) => postForm(url, form, fake.signingSecret),
    report: fake.report,
    responseUrl: id => `http://${host.address}${responsePath}${id}`,
  };
  const answer = createApi(fake, workspace, surfaces, () => `ws://${host.address}/link?ticket=fake`);

  function carryOut(entry: FakeRequest, token: string | null): Reply {
    const refusal = fake.limits && limiter.admit(entry.limits, fake.limits, entry.at);
    if (refusal) {
      refuse(entry, refusal.limit, refusal.retryAfter);
      return ratelimited(refusal.retryAfter);
    }
    const body = answer(entry.method, token, entry.args);
    entry.accepted = body.ok === true;
    return json(body, fake.scopes);
  }

  return fake;
}

/** As in https://hooks.slack.com/commands/… and …/actions/… */
const responsePath = '/respond/';

function refuse(entry: FakeRequest, limit: string, seconds: number): void {
  entry.refused = { limit, until: entry.at + seconds * 1000 };
}

/** The SDK sends forms whose structured fields are JSON. An ID that only looks like JSON stays text. */
function readArguments(body: string): Record<string, unknown> {
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => [key, key === 'text' ? value : readArgument(value)]),
  );
}

function readArgument(value: string): unknown {
  if (!/^(?:\{|\[|true$|false$)/.test(value)) return value;
  try {
    return JSON.parse(value, asText);
  } catch {
    return value;
  }
}

/** Drops these keys, because an object with them can't be converted to text. */
const asText = (key: string, value: unknown) => (key === 'toString' || key === 'valueOf' ? undefined : value);

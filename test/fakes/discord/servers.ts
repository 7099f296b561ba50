/** Servers with their roles, members and channels: https://docs.discord.com/developers/resources/guild */
import type { ApiAnswer, ApiRequest } from './api.ts';
import type { Overwrite } from './events.ts';

export interface FakeServer {
  owner: string;
  /** Every member has the role with the server's id. */
  roles: { id: string; permissions: string; name?: string; mentionable?: boolean }[];
  /** The roles of each member by user id. */
  members: Record<string, string[]>;
  channels: Record<string, FakeChannel>;
}

interface FakeChannel {
  type: number;
  name?: string;
  parent_id?: string;
  permission_overwrites?: Overwrite[];
  /** The members of a private thread. */
  members?: string[];
}

const unknown = (code: number, message: string): ApiAnswer => ({ status: 404, body: { code, message } });

/** Answers requests about servers; null for other requests. */
export function answerServerRequest(
  servers: ReadonlyMap<string, FakeServer>,
  { method, path }: ApiRequest,
): ApiAnswer | null {
  if (method !== 'GET') return null;
  const [, listed] = /^\/guilds\/(\d+)\/channels$/.exec(path) ?? [];
  if (listed !== undefined) return listChannels(servers.get(listed), listed);
  const [, guild, member] = /^\/guilds\/(\d+)(?:\/members\/(\d+))?$/.exec(path) ?? [];
  if (guild !== undefined) return guildOrMember(servers.get(guild), guild, member);
  const [, channel, person] = /^\/channels\/(\d+)(?:\/thread-members\/(\d+))?$/.exec(path) ?? [];
  return channel === undefined ? null : channelOrMember(servers, channel, person);
}

function guildOrMember(server: FakeServer | undefined, id: string, member: string | undefined): ApiAnswer {
  if (!server) return unknown(10004, 'Unknown Guild');
  if (member === undefined) return { status: 200, body: { id, owner_id: server.owner, roles: server.roles } };
  const roles = server.members[member];
  return roles ? { status: 200, body: { user: { id: member }, roles } } : unknown(10007, 'Unknown Member');
}

/** Lists a server's channels without threads: https://docs.discord.com/developers/resources/guild#get-guild-channels */
function listChannels(server: FakeServer | undefined, guild_id: string): ApiAnswer {
  if (!server) return unknown(10004, 'Unknown Guild');
  const channels = Object.entries(server.channels).filter(([, { type }]) => ![10, 11, 12].includes(type));
  return { status: 200, body: channels.map(([id, { members: _, ...fields }]) => ({ id, guild_id, ...fields })) };
}

function channelOrMember(servers: ReadonlyMap<string, FakeServer>, id: string, person: string | undefined): ApiAnswer {
  for (const [guild_id, { channels }] of servers) {
    const channel = channels[id];
    if (!channel) continue;
    const { members, ...fields } = channel;
    if (person === undefined) return { status: 200, body: { id, guild_id, ...fields } };
    return members?.includes(person) ? { status: 200, body: { user_id: person } } : unknown(10013, 'Unknown User');
  }
  return unknown(10003, 'Unknown Channel');
}

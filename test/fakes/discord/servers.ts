/** Servers with their roles, members and channels: https://docs.discord.com/developers/resources/guild */
import type { ApiAnswer, ApiRequest } from './api.ts';
import type { Overwrite } from './events.ts';

export interface FakeServer {
  owner: string;
  /** The role with the server's id is everyone's. */
  roles: { id: string; permissions: string; name?: string; mentionable?: boolean }[];
  /** By id, their roles. */
  members: Record<string, string[]>;
  channels: Record<string, FakeChannel>;
}

export interface FakeChannel {
  type: number;
  name?: string;
  parent_id?: string;
  permission_overwrites?: Overwrite[];
  /** Of a private thread. */
  members?: string[];
}

const unknown = (code: number, message: string): ApiAnswer => ({ status: 404, body: { code, message } });

/** Null for anything but a question about servers. */
export function askServers(servers: ReadonlyMap<string, FakeServer>, { method, path }: ApiRequest): ApiAnswer | null {
  if (method !== 'GET') return null;
  const [, listed] = /^\/guilds\/(\d+)\/channels$/.exec(path) ?? [];
  if (listed !== undefined) return listChannels(servers.get(listed), listed);
  const [, guild, member] = /^\/guilds\/(\d+)(?:\/members\/(\d+))?$/.exec(path) ?? [];
  if (guild !== undefined) return askGuild(servers.get(guild), guild, member);
  const [, channel, person] = /^\/channels\/(\d+)(?:\/thread-members\/(\d+))?$/.exec(path) ?? [];
  return channel === undefined ? null : askChannel(servers, channel, person);
}

function askGuild(server: FakeServer | undefined, id: string, member: string | undefined): ApiAnswer {
  if (!server) return unknown(10004, 'Unknown Guild');
  if (member === undefined) return { status: 200, body: { id, owner_id: server.owner, roles: server.roles } };
  const roles = server.members[member];
  return roles ? { status: 200, body: { user: { id: member }, roles } } : unknown(10007, 'Unknown Member');
}

/** Without threads: https://docs.discord.com/developers/resources/guild#get-guild-channels */
function listChannels(server: FakeServer | undefined, guild_id: string): ApiAnswer {
  if (!server) return unknown(10004, 'Unknown Guild');
  const channels = Object.entries(server.channels).filter(([, { type }]) => ![10, 11, 12].includes(type));
  return { status: 200, body: channels.map(([id, { members: _, ...told }]) => ({ id, guild_id, ...told })) };
}

function askChannel(servers: ReadonlyMap<string, FakeServer>, id: string, person: string | undefined): ApiAnswer {
  for (const [guild_id, { channels }] of servers) {
    const channel = channels[id];
    if (!channel) continue;
    const { members, ...told } = channel;
    if (person === undefined) return { status: 200, body: { id, guild_id, ...told } };
    return members?.includes(person) ? { status: 200, body: { user_id: person } } : unknown(10013, 'Unknown User');
  }
  return unknown(10003, 'Unknown Channel');
}

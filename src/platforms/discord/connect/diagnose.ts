/** The checks that `doctor` runs on Discord. */
import { connect } from 'node:net';
import { PermissionFlagsBits, Routes } from 'discord.js';
import { z } from 'zod';
import { type Finding, failure } from '../../platform.ts';
import { classify } from '../post/errors.ts';
import { gatewayUrl } from './gateway-payloads.ts';
import type { Rest } from './rest.ts';

export const botUser = z.object({ id: z.string(), username: z.string() });
const application = z.object({
  id: z.string(),
  name: z.string(),
  verify_key: z.string(),
  interactions_endpoint_url: z.string().nullish(),
});
const gateway = z.object({ url: gatewayUrl });
const guilds = z.array(z.object({ name: z.string(), permissions: z.coerce.bigint() }));

interface Settings {
  applicationId?: string | undefined;
  publicKey?: string | undefined;
  isProxied?: boolean | undefined;
}

/** Checks the token's owner, whether the other settings belong to the same application, and the bot's permissions. */
export async function diagnose(rest: Rest, settings: Settings): Promise<Finding[]> {
  try {
    const user = await rest.request('get', Routes.user(), botUser);
    const signedIn = { ok: true, text: `Discord: signed in as ${user.username} (${user.id}).` };
    const more = await Promise.all([
      checkApplication(rest, settings),
      checkServers(rest),
      checkGateway(rest, settings),
    ]);
    return [signedIn, ...more.flat()];
  } catch (error) {
    return [failure('Discord', classify(error))];
  }
}

async function checkApplication(rest: Rest, { applicationId, publicKey }: Settings): Promise<Finding[]> {
  const found = await rest.request('get', Routes.oauth2CurrentApplication(), application);
  const { id, name, verify_key } = found;
  const findings = [{ ok: true, text: `Discord: application ${name} (${id}).` }];
  if (applicationId && applicationId !== id) {
    findings.push({
      ok: false,
      text: `Discord: DISCORD_APPLICATION_ID belongs to another application. Set it to ${id}.`,
    });
  }
  if (publicKey && publicKey.toLowerCase() !== verify_key.toLowerCase()) {
    findings.push({
      ok: false,
      text: `Discord: DISCORD_PUBLIC_KEY doesn't belong to ${name}. Set it to ${verify_key}.`,
    });
  }
  return [...findings, ...checkEndpoint(found.interactions_endpoint_url, publicKey)];
}

/**
 * Discord sends interactions either to the endpoint or to the gateway, never to both:
 * https://docs.discord.com/developers/interactions/overview#configuring-an-interactions-endpoint-url
 */
function checkEndpoint(endpoint: string | null | undefined, publicKey: string | undefined): Finding[] {
  if (publicKey && endpoint === null) {
    const text =
      "Discord: the application has no Interactions Endpoint URL, so /callboard won't work. Set it to https://<your host>/discord/interactions, or remove DISCORD_PUBLIC_KEY.";
    return [{ ok: false, text }];
  }
  if (!publicKey && endpoint) {
    const text = `Discord: the application sends commands to ${endpoint}. Set DISCORD_PUBLIC_KEY, or clear that Interactions Endpoint URL.`;
    return [{ ok: false, text }];
  }
  return [];
}

/** Milliseconds that the gateway's host has to accept a connection. */
const connectTimeout = 5000;

/**
 * discord.js's WebSocket can't use a proxy. Where the gateway is out of reach without one, Discord can send interactions
 * to an endpoint instead: https://docs.discord.com/developers/interactions/overview#configuring-an-interactions-endpoint-url
 */
async function checkGateway(rest: Rest, { isProxied, publicKey }: Settings): Promise<Finding[]> {
  if (!isProxied || publicKey) return [];
  const { url } = await rest.request('get', Routes.gatewayBot(), gateway);
  const { hostname, port, protocol } = new URL(url);
  if (await canConnect(hostname, Number(port) || (protocol === 'ws:' ? 80 : 443))) {
    return [{ ok: true, text: 'Discord: reached the gateway directly, without the proxy.' }];
  }
  return [
    {
      ok: false,
      text: "Discord: the gateway can't go through the proxy, and can't be reached without it.",
      fix: 'Set DISCORD_PUBLIC_KEY, and set the Interactions Endpoint URL to https://<your host>/discord/interactions.',
    },
  ];
}

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: connectTimeout });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/** Either permission lets the bot find a posted message again. */
const canReadHistory = PermissionFlagsBits.ReadMessageHistory | PermissionFlagsBits.Administrator;

/**
 * Discord lists the permissions of the bot's roles, without the overwrites of channels:
 * https://docs.discord.com/developers/resources/user#get-current-user-guilds
 */
async function checkServers(rest: Rest): Promise<Finding[]> {
  const all = await rest.request('get', Routes.userGuilds(), guilds);
  if (all.length === 0)
    return [
      {
        ok: false,
        text: "Discord: the bot isn't in any server yet.",
        fix: 'Print its invite link with:',
        command: 'manifest',
      },
    ];
  const unreadable = all.filter(({ permissions }) => (permissions & canReadHistory) === 0n);
  if (unreadable.length === 0)
    return [{ ok: true, text: 'Discord: after a crash, no message appears twice (Read Message History).' }];
  return unreadable.map(({ name }) => ({
    ok: false,
    text: `Discord: in ${name}, give the bot's role Read Message History. Without it, a message may appear twice after a crash.`,
  }));
}

import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Finding } from '../platform.ts';
import { classify } from './errors.ts';
import type { Rest } from './rest.ts';

export const botUser = z.object({ id: z.string(), username: z.string() });
const application = z.object({ id: z.string(), name: z.string(), verify_key: z.string() });

interface Settings {
  applicationId?: string | undefined;
  publicKey?: string | undefined;
}

/** Asks whose token it is, and whether the other settings are of the same application. */
export async function diagnose(rest: Rest, settings: Settings): Promise<Finding[]> {
  return [await askToken(rest), ...(await askApplication(rest, settings))];
}

async function askToken(rest: Rest): Promise<Finding> {
  try {
    const user = await rest.request('get', Routes.user(), botUser);
    return { ok: true, text: `Discord: signed in as ${user.username} (${user.id}).` };
  } catch (error) {
    return { ok: false, text: `Discord: ${classify(error).message}` };
  }
}

async function askApplication(rest: Rest, { applicationId, publicKey }: Settings): Promise<Finding[]> {
  try {
    const { id, name, verify_key } = await rest.request('get', Routes.oauth2CurrentApplication(), application);
    const findings = [{ ok: true, text: `Discord: the bot belongs to the application ${name} (${id}).` }];
    if (applicationId && applicationId !== id) {
      findings.push({ ok: false, text: `Discord: DISCORD_APPLICATION_ID names another application; set it to ${id}.` });
    }
    if (publicKey && publicKey.toLowerCase() !== verify_key.toLowerCase()) {
      findings.push({ ok: false, text: `Discord: DISCORD_PUBLIC_KEY is not of ${name}; set it to ${verify_key}.` });
    }
    return findings;
  } catch (error) {
    return [{ ok: false, text: `Discord: ${classify(error).message}` }];
  }
}

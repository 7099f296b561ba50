/** Plays the files of fixtures/cases: webhooks from public bug reports, with made-up people. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ProviderName } from '../../src/sources/providers/index.ts';
import { reserialized, writeJson } from '../sources/reserialize.ts';
import { credentialsFor } from './providers.ts';

interface CaseStep {
  to: ProviderName;
  body: unknown;
  /** `reserialize`: the same JSON written otherwise and signed as sent; `tamper`: changed after it was signed. */
  twist?: 'reserialize' | 'tamper';
}

interface CaseAnswer {
  status: number;
  body: { status?: unknown; id?: string };
}

/**
 * The steps of a file. `@SALT` becomes a fresh part of an id; `"@iso-60"`, `"@sec-60"`, `"@secs-60"` and `"@ms-60"`
 * become the moment 60 s before `now` (milliseconds) as ISO 8601, seconds, a string of seconds and milliseconds.
 */
export function readCase(file: string, now = Date.now()): CaseStep[] {
  const text = readFileSync(new URL(`../fixtures/cases/${file}`, import.meta.url), 'utf8')
    .replaceAll('@SALT', randomUUID().slice(0, 8))
    .replaceAll(/"@(iso|secs|sec|ms)-(\d+)"/g, (_, form: string, seconds: string) => {
      const at = now - Number(seconds) * 1000;
      if (form === 'iso') return JSON.stringify(new Date(at).toISOString());
      if (form === 'ms') return String(at);
      const whole = String(Math.floor(at / 1000));
      return form === 'secs' ? JSON.stringify(whole) : whole;
    });
  return file.endsWith('.steps.json') ? JSON.parse(text) : [{ to: 'cometchat', body: JSON.parse(text) }];
}

/** Sends one step and gives the answer. */
export async function sendStep(url: string, { to, body, twist }: CaseStep): Promise<CaseAnswer> {
  const signed = twist === 'reserialize' ? writeJson(body, reserialized) : JSON.stringify(body);
  const sent = twist === 'tamper' ? writeJson(body, reserialized) : signed;
  const response = await fetch(`${url}/webhooks/${to}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credentialsFor(to, signed) },
    body: sent,
  });
  return { status: response.status, body: await response.json() };
}

/** Sends all steps in order. */
export async function playCase(file: string, url: string, now = Date.now()): Promise<CaseAnswer[]> {
  const answers: CaseAnswer[] = [];
  for (const step of readCase(file, now)) answers.push(await sendStep(url, step));
  return answers;
}

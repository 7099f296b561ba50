import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { videosdk } from '../../src/sources/providers/videosdk/index.ts';
import { describeProvider } from './contract.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

const sign = (body: string, key = privateKey) => signBytes('RSA-SHA256', Buffer.from(body), key).toString('base64');
const request = (body: string, headers: Record<string, string>) => ({ headers, body: Buffer.from(body) });
const signed = (body: string, signature: string) => request(body, { 'videosdk-signature': signature });

describeProvider(videosdk, {
  field: 'webhookType',
  credentials: { publicKey: pem },
  badCredentials: [
    null,
    { publicKey: 'text' },
    { publicKey: pem.slice(0, 200) },
    { publicKey: elliptic.publicKey.export({ type: 'spki', format: 'pem' }).toString() },
    { apiUrl: 'ftp://api.videosdk.live' },
    { apiUrl: 'api' },
  ],
  verify: videosdk.createVerify({ publicKey: pem }),
  sign: body => signed(body, sign(body)),
  forged: body => ({
    'no header': request(body, {}),
    'an empty header': signed(body, ''),
    'no base64': signed(body, '%%%'),
    'a signature of another body': signed(body, sign(`${body} `)),
    'a signature of another key': signed(body, sign(body, other.privateKey)),
    'the same JSON written otherwise': signed(JSON.stringify(JSON.parse(body), null, 1), sign(body)),
    'a hash in its place': signed(body, Buffer.alloc(32, 1).toString('base64')),
  }),
  secrets: [],
});

describe('videosdk', () => {
  it('takes a key whose line ends are written as \\n', async () => {
    const { publicKey: key } = videosdk.credentials.parse({ publicKey: pem.replaceAll('\n', '\\n') });
    expect(await videosdk.createVerify({ publicKey: key })(signed('{}', sign('{}')))).toEqual({ is: 'authentic' });
  });

  it('says what is wrong with a key without showing it', () => {
    const result = videosdk.credentials.safeParse({ publicKey: 'c2VjcmV0' });
    expect(result.error?.issues.map(issue => `${issue.path} ${issue.message}`)).toEqual([
      'publicKey must be an RSA public key in PEM (-----BEGIN PUBLIC KEY-----)',
    ]);
  });

  it('keeps an agent’s post-call body that names no webhookType', () => {
    const event = videosdk.normalize({ 'call-summary': 'All is well.', 'customer-data': {} });
    expect(event).toMatchObject({ trigger: 'call-summary', type: 'other.call-summary', problems: [] });
  });

  it.each(Object.keys(videosdk.triggers))('misses nothing in %s that has only its webhookType', trigger => {
    for (const body of [
      { webhookType: trigger },
      { webhookType: trigger, data: null },
      { webhookType: trigger, data: {} },
    ]) {
      expect(videosdk.normalize(body)).toMatchObject({ trigger, problems: [], notes: [], subject: null });
    }
  });

  it.each([
    ['participant-joined', 'participant-left'],
    ['participant-recording-started', 'participant-recording-stopped'],
    ['participant-track-recording-starting', 'participant-track-recording-failed'],
    ['knowledgebase-processing', 'knowledgebase-activated'],
    ['agent-session-starting', 'agent-session-failed'],
  ])('counts turns of %s and %s', (on, off) => {
    const [one, two] = [on, off].map(trigger => videosdk.normalize(videosdk.sample(trigger)).repeat);
    expect(one).toMatchObject({ side: 'on' });
    expect(two).toEqual({ pair: one?.pair, side: 'off' });
  });
});

import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, isIP, type LookupFunction } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openSources } from '../../src/sources/open-sources.ts';
import { videosdk } from '../../src/sources/providers/videosdk/index.ts';
import { createVerify, credentials } from '../../src/sources/providers/videosdk/verify.ts';
import { createPublicLookup, isPublicAddress } from '../../src/sources/public-address.ts';

const pairs = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
const [first, second] = pairs as [(typeof pairs)[0], (typeof pairs)[0]];
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

const body = Buffer.from('{"webhookType":"session-started"}');
const signedWith = (pair: { privateKey: KeyObject }, from?: string) => ({
  headers: { 'videosdk-signature': sign('RSA-SHA256', body, pair.privateKey).toString('base64') },
  body,
  ...(from && { from }),
});

/** The next response of the key server, and the requested paths. */
let answer: { status: number; body: string; headers?: Record<string, string> };
let fetched: string[];
let apiUrl: string;
let now: number;
const clock = () => now;
const server = createServer((request, response) => {
  fetched.push(request.url ?? '');
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
});
let connections: number;
server.on('connection', () => connections++);
const serve = (key: KeyObject) => {
  answer = { status: 200, body: JSON.stringify({ publicKey: pem(key) }) };
};

beforeEach(async () => {
  fetched = [];
  connections = 0;
  now = 1_000_000;
  serve(first.publicKey);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});

describe("VideoSDK's public key", () => {
  it('is fetched once, also by requests that come together', async () => {
    const verify = createVerify({ apiUrl: `${apiUrl}/` }, { clock });
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => verify(signedWith(first))));
    expect(verdicts).toEqual(verdicts.map(() => ({ is: 'authentic' })));
    expect(await verify(signedWith(first))).toEqual({ is: 'authentic' });
    expect(fetched).toEqual(['/v2/public/rsa-public-key']);
  });

  it('is fetched again when it was changed, and the old one no longer counts', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    await verify(signedWith(first));
    serve(second.publicKey);
    now += 60_000;
    expect(await verify(signedWith(second))).toEqual({ is: 'authentic' });
    expect(fetched).toHaveLength(2);
    expect(await verify(signedWith(first))).toMatchObject({ is: 'refused' });
  });

  it('is not fetched more than once a minute, however many signatures fail', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    for (let minute = 0; minute < 3; minute++) {
      for (let n = 0; n < 5; n++) expect(await verify(signedWith(second))).toMatchObject({ is: 'refused' });
      now += 60_000;
    }
    expect(fetched).toHaveLength(3);
  });

  it('is not fetched for a request without a signature', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    expect(await verify({ headers: {}, body })).toMatchObject({ is: 'refused' });
    expect(fetched).toEqual([]);
  });

  it.each([
    ['an error', { status: 500, body: 'no' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['no key', { status: 200, body: '{}' }],
    ['a broken key', { status: 200, body: '{"publicKey":"text"}' }],
  ])(
    'that cannot be fetched (%s) leaves a request undecided, and is fetched again half a second later',
    async (_, bad) => {
      answer = bad;
      const verify = createVerify({ apiUrl }, { clock });
      for (let n = 0; n < 3; n++) {
        expect(await verify(signedWith(first))).toEqual({ is: 'unavailable', reason: expect.any(String) });
      }
      expect(fetched).toHaveLength(1);
      serve(first.publicKey);
      now += 500;
      expect(await verify(signedWith(first))).toEqual({ is: 'authentic' });
    },
  );

  it('is fetched less and less often while that fails, and at least every 15 seconds', async () => {
    answer = { status: 500, body: '' };
    const verify = createVerify({ apiUrl }, { clock });
    const waits: number[] = [];
    for (let fetches = 1; fetches <= 8; fetches++) {
      const begun = now;
      while (fetched.length < fetches) {
        await verify(signedWith(first));
        if (fetched.length < fetches) now += 500;
      }
      waits.push(now - begun);
    }
    expect(waits).toEqual([0, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it('that was had once goes on counting while it cannot be fetched', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    await verify(signedWith(first));
    answer = { status: 500, body: '' };
    now += 60_000;
    expect(await verify(signedWith(second))).toMatchObject({ is: 'refused' });
    expect(await verify(signedWith(first))).toEqual({ is: 'authentic' });
  });

  it('that could not be renewed is fetched again half a second later, so a rotation is not missed', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    await verify(signedWith(first));
    now += 60_000;
    answer = { status: 500, body: '' };
    expect(await verify(signedWith(second))).toMatchObject({ is: 'refused' });
    serve(second.publicKey);
    now += 500;
    expect(await verify(signedWith(second))).toEqual({ is: 'authentic' });
  });

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it('is renewed for a new sender although a stranger has just had it fetched', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    await verify(signedWith(first, '192.0.2.1'));
    now += 60_000;
    for (let n = 0; n < 20; n++) await verify(signedWith(stranger, '198.51.100.1'));
    serve(second.publicKey);
    now += 1000;
    for (let n = 0; n < 20; n++) await verify(signedWith(stranger, '198.51.100.1'));
    expect(fetched).toHaveLength(2);
    expect(await verify(signedWith(second, '203.0.113.9'))).toEqual({ is: 'authentic' });
    expect(fetched).toHaveLength(3);
  });

  it('is renewed for a sender of authentic webhooks although strangers have used up their budget', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    expect(await verify(signedWith(first, '192.0.2.1'))).toEqual({ is: 'authentic' });
    for (let n = 0; n < 20; n++) {
      now += 1;
      await verify(signedWith(stranger, `198.51.100.${n}`));
    }
    expect(fetched).toHaveLength(1 + 5);
    serve(second.publicKey);
    now += 1000;
    expect(await verify(signedWith(second, '192.0.2.1'))).toEqual({ is: 'authentic' });
    expect(fetched).toHaveLength(7);
    now += 1000;
    for (let n = 0; n < 5; n++) await verify(signedWith(stranger, '192.0.2.1'));
    expect(fetched).toHaveLength(7);
  });

  it('is renewed for a known sender although strangers behind the same proxy cause renewals', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    await verify(signedWith(first, '127.0.0.1'));
    now += 60_000;
    for (let n = 0; n < 3; n++) {
      now += 1;
      expect(await verify(signedWith(stranger, '127.0.0.1'))).toMatchObject({ is: 'refused' });
    }
    serve(second.publicKey);
    now += 1;
    expect(await verify(signedWith(second, '127.0.0.1'))).toEqual({ is: 'authentic' });
  });

  it('is never out of reach of a known sender whose proxy strangers use: the answer makes it send again', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    await verify(signedWith(first, '127.0.0.1'));
    for (let n = 0; n < 100; n++) {
      now += 100;
      await verify(signedWith(stranger, '127.0.0.1'));
    }
    expect(fetched.length).toBeLessThanOrEqual(1 + 1 + 5 + 1);
    serve(second.publicKey);
    const rotated = now;
    let verdict = await verify(signedWith(second, '127.0.0.1'));
    while (verdict.is === 'unavailable') {
      now += 100;
      await verify(signedWith(stranger, '127.0.0.1'));
      verdict = await verify(signedWith(second, '127.0.0.1'));
    }
    expect(verdict).toEqual({ is: 'authentic' });
    expect(now - rotated).toBeLessThanOrEqual(10_000);
  });

  it('is fetched for strangers once in 10 seconds in the long run, so a rotation waits no longer', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    await verify(signedWith(first));
    for (let second = 0; second < 600; second++) {
      now += 1000;
      await verify(signedWith(stranger, `198.51.${second}.1`));
    }
    expect(fetched.length).toBeLessThanOrEqual(1 + 5 + 60);
    serve(second.publicKey);
    const rotated = now;
    while ((await verify(signedWith(second, `203.0.113.${now}`))).is !== 'authentic') now += 1000;
    expect(now - rotated).toBeLessThanOrEqual(10_000);
  });

  it('that could not be fetched uses up no renewal', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    await verify(signedWith(first));
    answer = { status: 500, body: '' };
    for (let n = 0; n < 20; n++) {
      now += 20_000;
      await verify(signedWith(stranger, `198.51.100.${n}`));
    }
    serve(second.publicKey);
    now += 15_000;
    expect(await verify(signedWith(second, '198.51.100.19'))).toEqual({ is: 'authentic' });
  });

  it('is renewed for a known sender behind a proxy, by the address that the proxy adds', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    const behind = (request: ReturnType<typeof signedWith>, chain: string) => ({
      ...request,
      headers: { ...request.headers, 'x-forwarded-for': chain },
    });
    await verify(behind(signedWith(first, '127.0.0.1'), '192.0.2.1'));
    now += 60_000;
    await verify(behind(signedWith(second, '127.0.0.1'), '192.0.2.1, 198.51.100.1'));
    serve(second.publicKey);
    now += 1;
    await verify(behind(signedWith(first, '127.0.0.1'), '192.0.2.1, 198.51.100.1'));
    expect(fetched).toHaveLength(2);
    expect(await verify(behind(signedWith(second, '127.0.0.1'), '192.0.2.1'))).toEqual({ is: 'authentic' });
  });

  it.each([301, 302, 307, 308])('is not looked for where an answer of %d leads', async status => {
    answer = { status, body: '', headers: { location: `${apiUrl}/elsewhere` } };
    const verify = createVerify({ apiUrl }, { clock });
    expect(await verify(signedWith(first))).toMatchObject({ is: 'unavailable' });
    expect(fetched).toEqual(['/v2/public/rsa-public-key']);
  });

  it('is not read from an answer of more than 64 KB', async () => {
    const verify = createVerify({ apiUrl }, { clock });
    const withPadding = (length: number) =>
      JSON.stringify({ padding: ' '.repeat(length), publicKey: pem(first.publicKey) });
    answer = { status: 200, body: withPadding(65_536) };
    expect(await verify(signedWith(first))).toMatchObject({ is: 'unavailable' });
    answer = { status: 200, body: withPadding(60_000) };
    now += 500;
    expect(await verify(signedWith(first))).toEqual({ is: 'authentic' });
  });

  const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const exponentOne = createPublicKey({
    format: 'jwk',
    key: { ...first.publicKey.export({ format: 'jwk' }), e: 'AQ' },
  });
  const privatePem = (type: 'pkcs1' | 'pkcs8') => first.privateKey.export({ type, format: 'pem' }).toString();
  it.each([
    ['a private key', privatePem('pkcs8')],
    ['a private key in PKCS#1', privatePem('pkcs1')],
    ['a public key with a private one behind it', `${pem(first.publicKey)}${privatePem('pkcs8')}`],
    ['an RSA key of 1024 bits', pem(short.publicKey)],
    ['an elliptic key', pem(elliptic.publicKey)],
    ['an RSA-PSS key', pem(pss.publicKey)],
    ['an RSA key with the exponent 1, which anyone can sign for', pem(exponentOne)],
  ])('is never %s, fetched or configured', async (_, text) => {
    answer = { status: 200, body: JSON.stringify({ publicKey: text }) };
    const verify = createVerify({ apiUrl }, { clock });
    const request = text.includes('BEGIN RSA') || text.includes('PRIVATE') ? signedWith(first) : signedWith(short);
    expect(await verify(request)).toMatchObject({ is: 'unavailable' });
    expect(credentials.safeParse({ publicKey: text }).success).toBe(false);
  });
});

/** Names that resolve to what a test says, and how often each was looked up. */
const lookupOf =
  (answers: readonly string[][], lookedUp: string[] = []): LookupFunction =>
  (hostname, options, callback) => {
    const addresses = answers[Math.min(lookedUp.push(hostname), answers.length) - 1] ?? [];
    const found = addresses.map(address => ({ address, family: isIP(address) }));
    if (options.all) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };

describe('The address of a key that was chosen in chat', () => {
  const port = () => new URL(apiUrl).port;
  const verdict = (url: string, lookup?: LookupFunction) =>
    createVerify({ apiUrl: url }, { clock, chosenInChat: true, lookup })(signedWith(first));

  it.each([
    ['this machine', () => `https://127.0.0.1:${port()}`],
    ['this machine, written otherwise', () => `https://0x7f.1:${port()}`],
    ['this machine by IPv6', () => `https://[::1]:${port()}`],
    ['an IPv4 address within IPv6', () => `https://[::ffff:127.0.0.1]:${port()}`],
    ['a name of this machine', () => `https://localhost:${port()}`],
    ['plain HTTP', () => `http://127.0.0.1:${port()}`],
  ])('is never %s', async (_, url) => {
    expect(await verdict(url())).toMatchObject({ is: 'unavailable' });
    expect(connections).toBe(0);
  });

  it.each([
    ['one private address', [['127.0.0.1']]],
    ['a private address among public ones', [['93.184.216.34', '127.0.0.1']]],
    ['nothing', [[]]],
  ])('is no name that resolves to %s', async (_, answers) => {
    const lookedUp: string[] = [];
    expect(await verdict(`https://keys.example:${port()}`, lookupOf(answers, lookedUp))).toMatchObject({
      is: 'unavailable',
    });
    expect(lookedUp).toEqual(['keys.example']);
    expect(connections).toBe(0);
  });

  it('is connected to as it was checked: a name is resolved once', async () => {
    const lookedUp: string[] = [];
    const checked = createPublicLookup(lookupOf([['93.184.216.34'], ['127.0.0.1']], lookedUp));
    const found = await new Promise((resolve, reject) => {
      checked('keys.example', { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
    });
    expect(found).toEqual([{ address: '93.184.216.34', family: 4 }]);
    expect(lookedUp).toHaveLength(1);
  });

  it('may be private for a source of the environment, and not for one of the store', async () => {
    const environment = openSources(readConfig({ VIDEOSDK_API_URL: apiUrl }), []);
    expect(await environment.find('videosdk')?.verify(signedWith(first))).toEqual({ is: 'authentic' });
    const added = { name: 'clinic', provider: 'videosdk', credentials: { apiUrl } };
    const store = openSources(readConfig({}), [added]);
    expect(await store.find('clinic')?.verify(signedWith(first))).toMatchObject({ is: 'unavailable' });
    expect(fetched).toHaveLength(1);
  });

  it.each(['https://127.0.0.1', 'https://[fe80::1]', 'https://169.254.169.254/', 'https://localhost', 'https://10.1'])(
    'is refused in the form when it is %s',
    url => {
      expect(videosdk.setUp.make(url)).toEqual({ ok: false, problem: 'Enter a URL on the public internet.' });
    },
  );
});

describe('isPublicAddress', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1::1', '172.32.0.1', '100.128.0.1'])('takes %s', address => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.2', '169.254.169.254', '172.16.0.1', '192.168.1.1', '224.0.0.1'],
    ...['255.255.255.255', '::', '::1', '::ffff:8.8.8.8', 'fe80::1', 'fc00::1', 'fec0::1', 'ff02::1', '64:ff9b::a00:1'],
    ...['2002:7f00:1::', '2001:0:1::', '2001:db8::1', 'keys.example', ''],
  ])('refuses %s', address => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

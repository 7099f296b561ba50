/** DESIGN's invariants 1, 2 and 5, read off the text of every file in src. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

interface File {
  /** From the root, with slashes: `src/sources/receiver.ts`. */
  path: string;
  code: string;
}

interface Boundary {
  says: string;
  /** What in this file is over the boundary. */
  crossings(file: File): string[];
  /** Files that cross it: a boundary that they do not set off watches nothing. */
  caught: File[];
  /** Files that come near and may. */
  free: File[];
}

const root = join(import.meta.dirname, '..');
const files = globSync('src/**/*.ts', { cwd: root }).map(path => ({
  path: path.replaceAll('\\', '/'),
  code: readFileSync(join(root, path), 'utf8'),
}));

/** What a file imports: packages by name, our own files by path from the root. Types count too. */
function importsOf({ path, code }: File): string[] {
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"`])([^'"`\n]+)\1/g);
  return [...found].map(([, , name = '']) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name));
}

const file = (path: string, ...imports: string[]): File => ({
  path,
  code: imports.map(name => `import { x } from '${name}';`).join('\n'),
});

/** These packages are for these files alone. */
function keeps(says: string, packages: RegExp, home: RegExp, example: string, inside: string): Boundary {
  return {
    says,
    crossings: one => (home.test(one.path) ? [] : importsOf(one).filter(name => packages.test(name))),
    caught: [
      file('src/app.ts', example),
      { path: 'src/app.ts', code: `import type {\n  X,\n} from "${example}";` },
      { path: 'src/app.ts', code: `const x = await import('${example}');` },
      { path: 'src/app.ts', code: `import '${example}';` },
    ],
    free: [file(inside, example), file('src/app.ts', 'zod', './x.ts')],
  };
}

/** The folder of one provider or platform: `src/sources/videosdk/`. */
const folderOf = (path: string) => /^src\/(?:sources|platforms)\/[^/]+\//.exec(path)?.[0];
const isOurs = (name: string) => name.startsWith('src/');

/** What a provider's or a platform's folder may use of ours besides itself. */
function standsOn(says: string, place: RegExp, base: RegExp, caught: File[], free: File[]): Boundary {
  return {
    says,
    crossings: one => {
      const own = place.test(one.path) ? folderOf(one.path) : undefined;
      if (own === undefined) return [];
      return importsOf(one).filter(name => isOurs(name) && !name.startsWith(own) && !base.test(name));
    },
    caught,
    free,
  };
}

const boundaries: Boundary[] = [
  {
    says: 'no source imports a platform',
    crossings: one => within(one, 'src/sources/').filter(name => name.startsWith('src/platforms/')),
    caught: [file('src/sources/receiver.ts', '../platforms/platform.ts')],
    free: [
      file('src/sources/receiver.ts', './source.ts', '../store/events.ts'),
      file('src/app.ts', './platforms/x.ts'),
    ],
  },
  {
    says: 'no platform imports a source',
    crossings: one => within(one, 'src/platforms/').filter(name => name.startsWith('src/sources/')),
    caught: [file('src/platforms/slack/post/post.ts', '../../sources/source.ts')],
    free: [file('src/platforms/slack/post/post.ts', '../platform.ts')],
  },
  standsOn(
    'a provider stands on sources/*.ts, events/ and util/',
    /^src\/sources\//,
    /^src\/(sources\/[^/]+\.ts$|events\/|util\/)/,
    [
      file('src/sources/providers/videosdk/index.ts', '../cometchat/verify.ts'),
      file('src/sources/providers/videosdk/index.ts', '../../store/events.ts'),
      file('src/sources/providers/videosdk/index.ts', '../../messages/message.ts'),
    ],
    [
      file(
        'src/sources/providers/videosdk/index.ts',
        './verify.ts',
        '../source.ts',
        '../../events/event.ts',
        'node:crypto',
      ),
    ],
  ),
  standsOn(
    'a platform stands on platforms/*.ts, events/, util/ and messages/message.ts',
    /^src\/platforms\//,
    /^src\/(platforms\/[^/]+\.ts$|events\/|util\/|messages\/message\.ts$)/,
    [
      file('src/platforms/discord/index.ts', '../slack/shape.ts'),
      file('src/platforms/discord/index.ts', '../../messages/render.ts'),
      file('src/platforms/discord/index.ts', '../../config.ts'),
    ],
    [file('src/platforms/discord/index.ts', './shape.ts', '../platform.ts', '../../messages/message.ts', 'discord.js')],
  ),
  keeps(
    'only platforms/slack imports @slack/*',
    /^@slack\//,
    /^src\/platforms\/slack\//,
    '@slack/bolt',
    'src/platforms/slack/post/post.ts',
  ),
  keeps(
    'only platforms/discord imports discord.js',
    /^(discord\.js|discord-api-types|@discordjs)(\/|$)/,
    /^src\/platforms\/discord\//,
    'discord.js',
    'src/platforms/discord/post/post.ts',
  ),
  keeps(
    'Koa stays in sources/receiver.ts, console/ and the server',
    /^(koa($|-|\/)|@koa\/)/,
    /^src\/(sources\/receiver\.ts$|console\/|(server|status-routes)\.ts$)/,
    '@koa/router',
    'src/console/pages.ts',
  ),
  keeps(
    'SQL stays in store/',
    /^(kysely|pg|node:sqlite)(\/|$)/,
    /^src\/store\//,
    'kysely',
    'src/store/migrations/0001-first.ts',
  ),
  keeps(
    'Handlebars stays in messages/',
    /^handlebars(\/|$)/,
    /^src\/messages\//,
    'handlebars',
    'src/messages/template/compile.ts',
  ),
  {
    says: 'the environment is read in config.ts alone',
    crossings: ({ path, code }) => {
      if (path === 'src/config.ts') return [];
      return (
        code.match(
          /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[|\{[^}]*\benv\b[^}]*\}\s*(=\s*process\b|from\s*'node:process')/g,
        ) ?? []
      );
    },
    caught: [
      { path: 'src/app.ts', code: 'const port = process.env.PORT;' },
      { path: 'src/app.ts', code: "process['env']" },
      { path: 'src/app.ts', code: 'const { env } = process;' },
      { path: 'src/app.ts', code: "import { argv, env } from 'node:process';" },
    ],
    free: [
      { path: 'src/config.ts', code: 'process.env' },
      { path: 'src/app.ts', code: 'process.exitCode = 1; process.environment' },
    ],
  },
  {
    says: 'no platform lets its SDK retry',
    crossings: ({ path, code }) =>
      path.startsWith('src/platforms/') ? (code.match(/\bretries:\s*[1-9]\d*|\bretryPolicies\b/g) ?? []) : [],
    caught: [
      { path: 'src/platforms/discord/client.ts', code: 'new REST({ retries: 3 })' },
      { path: 'src/platforms/slack/connect/client.ts', code: 'retryConfig: retryPolicies.fiveRetriesInFiveMinutes' },
    ],
    free: [{ path: 'src/platforms/discord/client.ts', code: 'new REST({ retries: 0 })' }],
  },
];

function within(one: File, folder: string): string[] {
  return one.path.startsWith(folder) ? importsOf(one) : [];
}

function violations(of: readonly File[], { crossings }: Boundary): string[] {
  return of.flatMap(one => crossings(one).map(what => `${one.path}: ${what}`));
}

test('there are files to look at', () => {
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['src/events/event.ts', 'src/sources/source.ts']),
  );
});

describe.each(boundaries)('$says', boundary => {
  test('in every file of src', () => {
    expect(violations(files, boundary)).toEqual([]);
  });

  test.each(boundary.caught)('would be seen: $path $code', one => {
    expect(violations([one], boundary)).not.toEqual([]);
  });

  test('and forbids no more', () => {
    expect(violations(boundary.free, boundary)).toEqual([]);
  });
});

/** The SDKs retry unless they are told not to, so that nobody says `retries: 3` is not enough. */
test.each(['slack', 'discord'])('%s turns the retries of its SDK off', name => {
  const code = files.filter(({ path }) => path.startsWith(`src/platforms/${name}/`)).map(one => one.code);
  const makesClient = code.some(text => /\bnew (webApi\.)?(WebClient|App|REST|Client)\(/.test(text));
  expect({ makesClient, off: code.some(text => /\bretries: 0\b/.test(text)) }).toEqual({
    makesClient,
    off: makesClient,
  });
});

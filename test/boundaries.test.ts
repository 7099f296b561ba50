/** The dependency rule and invariants 1, 2, 6 and 9 of docs/architecture.md, read off the text of every file in src. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { platformDescriptors } from '../src/platforms/index.ts';
import { providers } from '../src/sources/providers/index.ts';
import type { SettingsGroup } from '../src/util/setting.ts';

interface File {
  /** From the root, with slashes: `src/sources/receiver.ts`. */
  path: string;
  code: string;
}

interface Boundary {
  says: string;
  /** Lists the parts of a file that cross the boundary. */
  crossings(file: File): string[];
  /** Files that cross it, to test the boundary itself. */
  caught: File[];
  /** Similar files that are allowed. */
  free: File[];
}

const root = join(import.meta.dirname, '..');
const files = globSync('src/**/*.ts', { cwd: root }).map(path => ({
  path: path.replaceAll('\\', '/'),
  code: readFileSync(join(root, path), 'utf8'),
}));

/** Lists a file's imports, with type imports: packages by name, our own files by path from the root. */
function importsOf({ path, code }: File): string[] {
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"`])([^'"`\n]+)\1/g);
  return [...found].map(([, , name = '']) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name));
}

const file = (path: string, ...imports: string[]): File => ({
  path,
  code: imports.map(name => `import { x } from '${name}';`).join('\n'),
});

/** Only these files may import these packages. */
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

/** From left to right: a folder imports only from folders further left. Folders of one line don't import each other. */
const layers = [
  ['util'],
  ['events'],
  ['rules', 'messages'],
  ['callboard-yaml'],
  ['store'],
  ['sources', 'platforms'],
  ['pipeline'],
  ['delivery', 'scheduler'],
  ['operations'],
  ['chat', 'console', 'demo'],
  ['app'],
  ['cli'],
];

/** These files directly in src/ may be imported anywhere; the others belong to `app`. */
const anywhere = ['src/log.ts', 'src/metrics.ts', 'src/did-you-mean.ts'];

function folderOf(path: string): string {
  if (anywhere.includes(path)) return 'util';
  const [, folder = '', inside] = path.split('/');
  return inside === undefined ? 'app' : folder;
}

function layerOf(path: string): number {
  const at = layers.findIndex(layer => layer.includes(folderOf(path)));
  if (at < 0) throw new Error(`${path} is in a folder that the dependency rule doesn't know.`);
  return at;
}

const isOurs = (name: string) => name.startsWith('src/');

/** The folder of one provider or platform: `src/platforms/slack/`. */
const ownFolder = (path: string) => ownFolders.find(folder => path.startsWith(folder));
const ownFolders = [
  ...Object.keys(platformDescriptors).map(name => `src/platforms/${name}/`),
  ...Object.keys(providers).map(name => `src/sources/providers/${name}/`),
];

const boundaries: Boundary[] = [
  {
    says: 'a folder imports only from folders to its left',
    crossings: one =>
      importsOf(one).filter(
        name => isOurs(name) && folderOf(name) !== folderOf(one.path) && layerOf(name) >= layerOf(one.path),
      ),
    caught: [
      file('src/sources/receiver.ts', '../platforms/platform.ts'),
      file('src/platforms/slack/post/post.ts', '../../../sources/source.ts'),
      file('src/store/events/events.ts', '../../pipeline/plan-deliveries.ts'),
      file('src/operations/doctor.ts', '../config.ts'),
      file('src/metrics.ts', './store/database.ts'),
    ],
    free: [
      file('src/sources/receiver.ts', './source.ts', '../store/events/events.ts', '../log.ts'),
      file('src/app.ts', './platforms/index.ts', './config.ts'),
    ],
  },
  {
    says: 'a provider or platform imports no other one',
    crossings: one => {
      const own = ownFolder(one.path);
      if (own === undefined) return [];
      return importsOf(one).filter(name => ownFolder(name) !== undefined && ownFolder(name) !== own);
    },
    caught: [
      file('src/platforms/discord/index.ts', '../slack/message/render.ts'),
      file('src/sources/providers/videosdk/index.ts', '../cometchat/verify.ts'),
    ],
    free: [file('src/platforms/discord/index.ts', './message/render.ts', '../platform.ts', 'discord.js')],
  },
  {
    says: 'a platform knows messages only as structure',
    crossings: one =>
      one.path.startsWith('src/platforms/')
        ? importsOf(one).filter(
            name => /^src\/(messages|store|rules|callboard-yaml)\//.test(name) && name !== 'src/messages/message.ts',
          )
        : [],
    caught: [file('src/platforms/discord/index.ts', '../../messages/render.ts')],
    free: [file('src/platforms/discord/index.ts', '../../messages/message.ts')],
  },
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
    /^src\/(sources\/receiver\.ts$|console\/|(server|health-routes)\.ts$)/,
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

/** The SDKs retry by default, so every client must set `retries: 0`. */
test.each(['slack', 'discord'])('%s turns the retries of its SDK off', name => {
  const code = files.filter(({ path }) => path.startsWith(`src/platforms/${name}/`)).map(one => one.code);
  const makesClient = code.some(text => /\bnew (webApi\.)?(WebClient|App|REST|Client)\(/.test(text));
  expect({ makesClient, off: code.some(text => /\bretries: 0\b/.test(text)) }).toEqual({
    makesClient,
    off: makesClient,
  });
});

test('no files import each other in a circle', () => {
  const imports = new Map(files.map(one => [one.path, importsOf(one).filter(isOurs)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) circles.push(trail.slice(at).join(' → '));
    if (at >= 0 || done.has(path)) return;
    for (const name of imports.get(path) ?? []) visit(name, [...trail, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  expect(circles).toEqual([]);
});

/*
 * Invariant 9 of docs/architecture.md: a provider or a platform is one folder and one line in a list. No other file of src
 * names it, except the demo. Comments may give examples.
 */

interface Named {
  name: string;
  title: string;
  settings: SettingsGroup;
  /** The files that may name it. */
  home: RegExp;
}

/** Names that are common words too: only comparisons, addresses and paths with them are found. */
const commonWords = new Set(['standard', 'webhook']);

/** The preview needs no settings: it belongs to the console, which names it. */
const named: Named[] = [
  ...Object.values(providers).map(({ name, title, settings }) => ({
    ...{ name, title, settings },
    home: new RegExp(`^src/sources/providers/(${name}/|index\\.ts$)`),
  })),
  ...Object.values(platformDescriptors).flatMap(({ name, title, settings }) =>
    settings ? [{ name, title, settings, home: new RegExp(`^src/platforms/(${name}/|index\\.ts$)`) }] : [],
  ),
];

const allFiles = globSync('src/**/*.{ts,js,html,css}', { cwd: root })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => !path.startsWith('src/demo/'))
  .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|(?<![:'"`\\/])\/\/(?!\/)[^\n]*/g, '');
}

/** Matches a name in code: within other words too, unless it is a common word. */
function patternOf({ name, title, settings }: Named): RegExp {
  const texts = [title, ...Object.keys(settings.variables)];
  if (!commonWords.has(name)) return new RegExp([name, ...texts].join('|'), 'i');
  const uses = [`['"\`]${name}:`, `[!=]== ['"\`]${name}['"\`]`, `\\b(platforms|providers)[./]${name}\\b`];
  return new RegExp([...texts, ...uses].join('|'));
}

const namesIn = (path: string, text: string) =>
  named.filter(one => !one.home.test(path) && patternOf(one).test(withoutComments(text))).map(({ name }) => name);

test('no other file in src names a provider or platform', () => {
  expect(allFiles.length).toBeGreaterThan(300);
  const found = allFiles.flatMap(({ path, text }) => namesIn(path, text).map(name => `${path}: ${name}`));
  expect(found).toEqual([]);
});

test.each([
  ['a text', "log.info('Set up Slack first.')"],
  ['an address', 'const pattern = /^slack:/;'],
  ['an identifier', 'const { slack } = config;'],
  ['a setting', "env.get('SLACK_RATE')"],
  ['an import', "import { render } from '../platforms/slack/message/render.ts';"],
  ['a style', '.slack-half { color: red }'],
])('%s is found', (_, text) => {
  expect(namesIn('src/app.ts', text)).toEqual(['slack']);
});

test.each([
  ['a comment', 'src/app.ts', '/** `slack:T1/C1` */\n// Slack\n<!-- Slack -->'],
  ['its own folder', 'src/platforms/slack/post/post.ts', 'const slack = 1;'],
  ['its list', 'src/platforms/index.ts', "import { slack } from './slack/descriptor.ts';"],
])('%s may name it', (_, path, text) => {
  expect(namesIn(path, text)).toEqual([]);
});

test.each([
  ["if (platform === 'webhook') return;", ['webhook']],
  ['const own = `webhook:crm/default`;', ['webhook']],
  ["log.info({ op: 'webhook.receive' }, 'webhook received')", []],
])('a name that is a common word is found where it is a name: %s', (text, found) => {
  expect(namesIn('src/app.ts', text)).toEqual(found);
});

/** manifest: prints how to create each platform's app: a manifest to paste, or a link that invites the bot. */
import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { readConfig } from '../../config.ts';
import { platformDescriptors } from '../../platforms/index.ts';
import { addExamples, printJson } from '../output.ts';

/** The platforms that have an app to create. */
const platforms = Object.values(platformDescriptors).flatMap(({ name, title, appSetup }) =>
  appSetup ? [{ name, title, ...appSetup }] : [],
);

interface Options {
  url?: string;
  socket?: boolean;
  json?: boolean;
  /** The options of the platforms, by their names. */
  [platform: string]: unknown;
}

export function addManifestCommand(program: Command): void {
  const manifest = program
    .command('manifest')
    .helpGroup('Set up:')
    .description(`Print how to create the apps: ${platforms.map(({ title }) => title).join(', ')}`)
    .option('--url <url>', 'Public URL (default: PUBLIC_URL). Without one, the app uses Socket Mode.', parseUrl)
    .option('--socket', 'Force Socket Mode')
    .option('--json', 'Output as JSON')
    .action(printSetups);
  for (const { name, option } of platforms) {
    if (option) manifest.option(`--${name} <id>`, option.description, text => parseValue(text, option));
  }
  const examples = platforms.flatMap(({ name, option }) => (option ? [`manifest --${name} ${option.example}`] : []));
  addExamples(manifest, 'manifest', 'manifest --url https://calls.example.com', ...examples);
}

function printSetups(options: Options): void {
  const url = options.socket ? null : (options.url ?? readPublicUrl());
  const config = readConfig();
  const texts = platforms.map(({ name, write }) => {
    const value = typeof options[name] === 'string' ? options[name] : null;
    return { name, ...write({ url, value, settings: config.platforms[name] ?? null }) };
  });
  if (options.json) printJson(Object.fromEntries(texts.map(({ name, json }) => [name, json])));
  // Comments and manifest are one YAML document, so that the whole output can be pasted.
  else for (const { comments, document } of texts) console.log(writeYaml(comments, document));
}

function writeYaml(comments: readonly string[], document: object | null): string {
  const yaml = document === null ? [] : [stringify(document, { lineWidth: 0 }).trimEnd()];
  return [...comments.map(line => `# ${line}`), ...yaml].join('\n');
}

/** PUBLIC_URL; null when unset. Throws if platforms can't call it. */
function readPublicUrl(): string | null {
  const { publicUrl: url } = readConfig();
  if (url !== null && !isCallable(url)) {
    throw new InvalidArgumentError(
      'The app needs a PUBLIC_URL like https://calls.example.com. Change it, or print the manifest for Socket Mode with --socket.',
    );
  }
  return url;
}

function parseUrl(text: string): string {
  if (!isCallable(text)) throw new InvalidArgumentError('Use a URL like https://calls.example.com.');
  return text;
}

/** Whether platforms can call this URL. */
function isCallable(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && !url.search && !url.hash;
}

function parseValue(text: string, { pattern, problem }: { pattern: RegExp; problem: string }): string {
  if (!pattern.test(text)) throw new InvalidArgumentError(problem);
  return text;
}

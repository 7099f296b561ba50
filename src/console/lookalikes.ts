/** Shows messages as each platform does, for every platform that has a lookalike. */
import { readFile } from 'node:fs/promises';
import type { Message } from '../messages/message.ts';
import { platformDescriptors } from '../platforms/index.ts';
import type { LookalikeOptions } from '../platforms/lookalike/frame.ts';
import { html } from '../platforms/lookalike/html.ts';
import { listAnd } from '../util/lists.ts';

/** HTML of a message as each platform shows it, by the platform's name. */
export type Lookalikes = Readonly<Record<string, string>>;

const platforms = Object.values(platformDescriptors).flatMap(({ name, title, render, lookalike, firstStep }) =>
  lookalike ? [{ name, title, render, lookalike, firstStep }] : [],
);

export function writeLookalikes(message: Message, options: LookalikeOptions): Lookalikes {
  return Object.fromEntries(
    platforms.map(({ name, render, lookalike }) => [name, lookalike.html(render(message), options)]),
  );
}

/** The styles of all lookalikes, and the page's switch between them. */
export async function readLookalikeStyles(): Promise<string> {
  const styles = await Promise.all(platforms.map(({ lookalike }) => readFile(lookalike.styles, 'utf8')));
  const others = platforms.map(
    ({ name }) => `#feed[data-view="${name}"] [data-look]:not([data-look="${name}"]) {\n  display: none;\n}\n`,
  );
  return [`:root {\n  --platforms: ${platforms.length};\n}\n`, ...styles, ...others].join('\n');
}

/** The page with the names of the platforms in the places of its comments `<!-- platforms: … -->`. */
export async function readStartPage(): Promise<string> {
  const text = await readFile(new URL('./page/index.html', import.meta.url), 'utf8');
  const parts: Record<string, string> = {
    titles: String(html`${listAnd(platforms.map(({ title }) => title))}`),
    steps: String(html`${platforms.flatMap(({ firstStep }) => firstStep ?? []).join(' ')}`),
    views: platforms.map(({ name, title }) => view(name, title)).join(''),
    heads: platforms.map(({ name, title }) => String(html`<h2 data-look="${name}">${title}</h2>`)).join(''),
  };
  return text.replace(/<!-- platforms: (\w+) -->/g, (_, part: string) => parts[part] ?? '');
}

function view(name: string, title: string): string {
  return String(html`<label><input type="radio" name="view" value="${name}" /><span>${title}</span></label>`);
}

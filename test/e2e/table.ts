/**
 * Prints trigger, type and the title that people read, of every trigger: node test/e2e/table.ts
 * The titles are those of the golden texts, so that no table says what no test has seen.
 */
import { readFileSync } from 'node:fs';
import { providers } from '../../src/sources/providers/index.ts';

for (const { name, title, triggers } of Object.values(providers)) {
  console.log(`### ${title}\n\n| trigger | type | title as rendered |\n| --- | --- | --- |`);
  for (const [trigger, type] of Object.entries(triggers)) {
    console.log(`| \`${trigger}\` | \`${type}\` | ${readTitle(name, trigger).replaceAll('|', '\\|')} |`);
  }
  console.log();
}

/** The line below `slack:`. */
function readTitle(provider: string, trigger: string): string {
  const golden = readFileSync(new URL(`golden/${provider}/${trigger}.txt`, import.meta.url), 'utf8');
  return golden.split('\n')[1] ?? '';
}

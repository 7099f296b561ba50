#!/usr/bin/env node
/** The `callboard` command on a Node that can run it: this one, or else the one that package.json pins. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** TypeScript without a build step, node:sqlite and Temporal. */
const needed = 26;

const cli = new URL('../src/cli/callboard.ts', import.meta.url);
const pinned = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= needed) await import(cli.href);
else if (existsSync(pinned)) runPinned();
else {
  console.error(
    `Callboard needs Node ${needed} or newer, this is ${process.versions.node}. ` +
      'npm ci brings it along, unless development dependencies are left out.',
  );
  process.exitCode = 1;
}

function runPinned() {
  const child = spawn(pinned, [fileURLToPath(cli), ...process.argv.slice(2)], { stdio: 'inherit' });
  child.on('exit', code => {
    process.exitCode = code ?? 1;
  });
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    // A terminal has sent Ctrl+C to both; a second one would cut the child's stopping short.
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
}

/** why. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFilledStore } from './filled-store.ts';

test('why shows the recorded decision, and today’s rules only where none was recorded or the rules changed', async () => {
  const { cli, id } = await openFilledStore();
  const out = (await cli.run('why', 'last')).out;
  expect(out).toMatch(
    new RegExp(
      `^call\\.missed ${id}\nReceived \\S+Z from CometChat \\(call_unanswered\\)\\.\nThis was a test webhook\\.\n`,
    ),
  );
  expect(out).toContain(`
preview:demo/calls: skipped, no rule matched
  1. no match: `);
  expect(out).toContain(`
slack:T0123/C0456: on hold
  Matched rule 1: { on: "call.*" }
  1. matched: event is call.missed
  Message 1
    On hold since `);
  expect(out).toContain(`
slack:T0123/C0789: ignored
  Matched rule 1: { on: call.missed, do: ignore }
`);
  expect(out).not.toContain("today's rules");

  writeFileSync(
    join(cli.folder, 'new.yaml'),
    'channels:\n  preview:demo/calls: { rules: [{ on: call.missed }] }\n  slack:T0123/C0789: { rules: [{ on: "*" }] }\n',
  );
  expect((await cli.run('import', 'new.yaml')).code).toBe(0);
  const after = (await cli.run('why', '2')).out;
  expect(after).toMatch(
    /\npreview:demo\/calls: skipped, no rule matched\n {2}By today's rules \(changed since, \S+Z\): rule 1 would post it\n/,
  );
  expect(after).toMatch(
    /\n {2}Matched rule 1: \{ on: call\.missed, do: ignore \}\n {2}By today's rules \(changed since, \S+Z\): rule 1 would post it\n/,
  );
  const terminal = await cli.onTerminal('why last');
  expect(terminal.out).toMatch(/^Received \d+:\d\d:\d\d [AP]M \((just now|\d+ s ago)\) from/m);
});

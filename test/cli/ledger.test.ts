/** ledger. */
import { expect, test } from 'vitest';
import { lines } from './cli-harness.ts';
import { openFilledStore } from './filled-store.ts';

test('the ledger is a table with one line per channel', async () => {
  const { cli } = await openFilledStore();
  const { out } = await cli.onTerminal('ledger');
  expect(lines(out).map(line => line.split(/ {2,}/))).toEqual([
    ['CHANNEL', 'MATCHED', 'POSTED', 'BATCHED', 'IGNORED', 'MUTED', 'FAILED', 'WAITING', 'HOLD REASON'],
    ['slack:T0123/C0456', '1', '0', '0', '0', '0', '0', '1 on hold', expect.stringMatching(/^The app .*…$/)],
    ['slack:T0123/C0789', '1', '0', '0', '1', '0', '0', expect.stringMatching(/^Slack isn't set up/)],
  ]);
  expect((await cli.run('ledger')).out).not.toContain('\\u000a');
});

/** A store with deliveries in several states, for the commands that list them. */
import { join } from 'node:path';
import { type Core, openCore } from '../../src/operations/core.ts';
import { routePending } from '../../src/pipeline/route-pending.ts';
import { createRoutingTable } from '../../src/pipeline/routing-table.ts';
import { saveHold } from '../../src/store/deliveries/holds.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { type Cli, openCli } from './cli-harness.ts';

/** Opens the store for `use`, then plans the deliveries of all waiting events, as a server would. */
export async function inStore(cli: Cli, use: (core: Core) => Promise<void>): Promise<void> {
  const core = await openCore(`sqlite:${join(cli.folder, 'test.db')}`);
  try {
    await use(core);
    await routePending(core.database, { loadRoutingTable: createRoutingTable(), announce: async () => {} });
  } finally {
    await core.close();
  }
}

/** A missed call in two channels: the first is on hold, the second ignores it. */
export async function openFilledStore(): Promise<{ cli: Cli; id: string }> {
  const cli = openCli();
  const [sent] = await cli.json('send-test', 'call.missed', '--real');
  await inStore(cli, async ({ database: { db } }) => {
    await db.transaction().execute(async tx => {
      await putChannel(tx, { address: 'preview:demo/calls', rules: [{ on: 'message.*', do: 'post' }] });
      await putChannel(tx, { address: 'slack:T0123/C0456', rules: [{ on: 'call.*', do: 'post' }] });
      await putChannel(tx, { address: 'slack:T0123/C0789', rules: [{ on: 'call.missed', do: 'ignore' }] });
    });
    const held = "The app isn't in this channel.\nRun /invite @Callboard.";
    await saveHold(db, { channel: 'slack:T0123/C0456', held, since: Date.now(), failures: 3, nextAt: 0 });
  });
  return { cli, id: String(sent?.id) };
}

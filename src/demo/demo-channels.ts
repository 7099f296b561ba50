/** The preview page's initial channels. */
import type { ChannelInput } from '../store/settings/channels.ts';
import { machineTimezone } from '../util/timezone.ts';

/** The demo is read on the machine that runs it. */
const timezone = machineTimezone;

/** The events a support desk wants to see. `why` explains the ignored ones. */
const calls: ChannelInput = {
  address: 'preview:demo/calls',
  timezone,
  rules: [
    { on: ['participant.*', 'message.delivered*', 'message.read*'], do: 'ignore' },
    { on: ['*.initiated', '*.ringing', '*.starting', '*.stopping', 'resource.*'], do: 'ignore' },
    { on: ['call.*', 'meeting.*'], do: 'post' },
    { on: ['recording.ready', 'recording.failed', 'transcription.ready', '*.failed'], do: 'post' },
    { on: ['user.mentioned', 'moderation.*'], do: 'post' },
  ],
};

/** Every event, to show how each type looks. */
const everything: ChannelInput = { address: 'preview:demo/everything', timezone, rules: [{ on: '*', do: 'post' }] };

export const demoChannels: readonly ChannelInput[] = [calls, everything];

/** A channel without rules, so it isn't stored: the page shows it like a channel that Callboard was just invited to. */
export const newChannel = 'preview:demo/new-channel';

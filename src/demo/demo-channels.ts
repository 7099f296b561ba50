/** The channels of the preview page, as they are until somebody changes them. */
import type { ChannelInput } from '../store/settings/channels.ts';

/** Read on this machine, in its own zone. */
const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What a support desk would want to see; what is ignored says why in `why`. */
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

/** Every event there is, to see how each type looks. */
const everything: ChannelInput = { address: 'preview:demo/everything', timezone, rules: [{ on: '*', do: 'post' }] };

export const demoChannels: readonly ChannelInput[] = [calls, everything];

/** Nothing is in the store of it until somebody gives it rules: on the page it is as a channel that Callboard was just invited to. */
export const newChannel = 'preview:demo/new-channel';

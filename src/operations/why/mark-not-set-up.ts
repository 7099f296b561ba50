/** Corrects an explanation for platforms without a token: their queued messages are on hold until it is set. */
import { findDescriptor, type PlatformSettings } from '../../platforms/index.ts';
import { splitAddress } from '../../platforms/platform.ts';
import type { WhyChannel, WhyReport } from './why-report.ts';

/** The settings of each platform; null: not set up. */
type Tokens = Pick<PlatformSettings, 'slack' | 'discord'>;

/** The report with `on-hold` instead of `queued` where the platform isn't set up. The store doesn't know the settings. */
export function markNotSetUp(report: WhyReport, tokens: Tokens): WhyReport {
  return { ...report, channels: report.channels.map(channel => markChannel(channel, tokens)) };
}

function markChannel(channel: WhyChannel, tokens: Tokens): WhyChannel {
  const reason = whyNotSetUp(channel.channel, tokens);
  return channel.state === 'queued' && reason !== null
    ? { ...channel, state: 'on-hold', hold: { reason, since: null } }
    : channel;
}

/** `Slack isn't set up. Set SLACK_BOT_TOKEN`; null for a platform that is set up or needs no token. */
export function whyNotSetUp(address: string, tokens: Tokens): string | null {
  const { platform } = splitAddress(address);
  const descriptor = findDescriptor(address);
  const isMissing = Object.hasOwn(tokens, platform) && tokens[platform as keyof Tokens] === null;
  return isMissing && descriptor?.tokenSetting
    ? `${descriptor.title} isn't set up. Set ${descriptor.tokenSetting}`
    : null;
}

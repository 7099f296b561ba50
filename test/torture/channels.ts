/** The channels of a torture run and the callees whose calls they get. */
import type { ChannelInput } from '../../src/store/settings/channels.ts';

export interface Room {
  platform: 'slack' | 'discord';
  /** The platform's own id of the channel: `C1`, `700000000000000001`. */
  id: string;
  /** `slack:T0123/C1` */
  address: string;
  /** Calls to this callee are posted only in this channel. */
  desk: string;
}

/** The Discord server of all its channels. */
export const guild = '800000000000000001';

/** Calls to this callee are posted in every channel. */
export const sharedDesk = 'shared-desk';

/** Returns `count` channels, alternately on Slack and Discord. */
export function makeRooms(count: number, team: string): Room[] {
  return Array.from({ length: count }, (_, at) => {
    const desk = `desk-${at}`;
    if (at % 2 === 0) return { platform: 'slack', id: `C${at}`, address: `slack:${team}/C${at}`, desk };
    const id = String(700_000_000_000_000_000n + BigInt(at));
    return { platform: 'discord', id, address: `discord:${guild}/${id}`, desk };
  });
}

/** Returns channels for cards, without rules: one on Slack and one on Discord. */
export function makeCardRooms(team: string): Omit<Room, 'desk'>[] {
  const id = '700000000000000900';
  return [
    { platform: 'slack', id: 'C900', address: `slack:${team}/C900` },
    { platform: 'discord', id, address: `discord:${guild}/${id}` },
  ];
}

/** Returns the channel's input with the rule for its calls. */
export function ruleOf({ address, desk }: Room): ChannelInput {
  const condition = `call.callee.id == "${desk}" || call.callee.id == "${sharedDesk}"`;
  return { address, rules: [{ on: 'call.missed', if: condition, do: 'post' }] };
}

/** Returns CometChat's webhook for an unanswered call by `caller`. */
export function missedCall(caller: string, desk: string): string {
  const call = {
    id: caller,
    sender: caller,
    receiver: desk,
    receiverType: 'user',
    type: 'audio',
    sentAt: 1_744_960_170,
  };
  return JSON.stringify({ trigger: 'call_unanswered', data: { call }, webhook: 'torture' });
}

/** Returns the callers in a text, in order, with repetitions. */
export function callersIn(text: string): string[] {
  return [...text.matchAll(/call from (caller-\d+)/g)].map(([, caller]) => caller as string);
}

/** The channels of a torture and whom their calls are for. */
import type { ChannelInput } from '../../src/store/settings/channels.ts';

export interface Room {
  platform: 'slack' | 'discord';
  /** The platform's own id of the channel: `C1`, `700000000000000001`. */
  id: string;
  /** `slack:T0123/C1` */
  address: string;
  /** Whoever calls this one is told of in this channel alone. */
  desk: string;
}

/** The Discord server of all its channels. */
export const guild = '800000000000000001';

/** Whoever calls this one is told of in every channel. */
export const everybody = 'everybody';

/** `count` channels, of both platforms by turns. */
export function makeRooms(count: number, team: string): Room[] {
  return Array.from({ length: count }, (_, at) => {
    const desk = `desk-${at}`;
    if (at % 2 === 0) return { platform: 'slack', id: `C${at}`, address: `slack:${team}/C${at}`, desk };
    const id = String(700_000_000_000_000_000n + BigInt(at));
    return { platform: 'discord', id, address: `discord:${guild}/${id}`, desk };
  });
}

/** The channel with the one rule that sends it its calls. */
export function ruleOf({ address, desk }: Room): ChannelInput {
  const condition = `call.callee.id == "${desk}" || call.callee.id == "${everybody}"`;
  return { address, rules: [{ on: 'call.missed', if: condition, do: 'post' }] };
}

/** CometChat's webhook of a call that `caller` made and nobody answered. */
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

/** The callers that a text names, in order and each as often as it does. */
export function callersIn(text: string): string[] {
  return [...text.matchAll(/call from (caller-\d+)/g)].map(([, caller]) => caller as string);
}

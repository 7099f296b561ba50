/** Webhooks for load, a missed call each, and the rules that lead them to their channels. */

const credentials = { username: 'bench', password: 'webhooks' };

/** The server's settings to accept these webhooks. */
export const sourceEnv = { COMETCHAT_USERNAME: credentials.username, COMETCHAT_PASSWORD: credentials.password };

export const authorization = `Basic ${btoa(`${credentials.username}:${credentials.password}`)}`;

/**
 * CometChat's documented sample of call_unanswered without entities. Each `n` is another event, whose message names
 * `caller-<n>`; `desk` is who was called.
 */
export function missedCall(n: number, desk: string): string {
  return JSON.stringify({
    trigger: 'call_unanswered',
    data: {
      call: {
        id: `call-${n}`,
        sender: `caller-${n}`,
        receiver: desk,
        receiverType: 'user',
        type: 'audio',
        category: 'call',
        action: 'unanswered',
        sentAt: 1_744_960_170,
      },
    },
    webhook: 'bench',
  });
}

/** The n-th person joins or leaves this meeting; the message names `caller-<n>`. */
export function meetingEvent(side: 'joined' | 'left', n: number, meeting: string): string {
  const at = 1_744_960_170 + n;
  const times = side === 'left' ? { joined_at: at, left_at: at + 60 } : { joined_at: at };
  return JSON.stringify({
    trigger: `meeting_participant_${side}`,
    data: { sessionId: meeting, occupant: { uid: `caller-${n}`, name: `caller-${n}`, ...times } },
    type: 'meet',
    webhook: 'bench',
  });
}

/** The same call as an alert for Alertmanager. */
export function missedAlert(n: number, desk: string): string {
  return JSON.stringify([{ labels: { alertname: 'call_unanswered', call: `call-${n}`, caller: `caller-${n}`, desk } }]);
}

export interface Room {
  /** The platform's own id of the channel: `C1000`. */
  id: string;
  /** `slack:T0123/C1000` */
  address: string;
  /** Missed calls of this desk are posted in this channel. */
  desk: string;
}

export function slackRooms(count: number): Room[] {
  return Array.from({ length: count }, (_, at) => {
    const id = `C${1000 + at}`;
    return { id, address: `slack:T0123/${id}`, desk: `slack-${at}` };
  });
}

export function discordRooms(count: number): Room[] {
  return Array.from({ length: count }, (_, at) => {
    const id = String(700_000_000_000_000_000n + BigInt(at));
    return { id, address: `discord:300000000000000001/${id}`, desk: `discord-${at}` };
  });
}

/** A callboard.yaml in which every channel has the one rule for its desk. */
export function configOf(rooms: readonly Room[]): string {
  const channels = rooms.map(({ address, desk }) => [
    address,
    { rules: [{ on: 'call.missed', if: `call.callee.id == "${desk}"` }] },
  ]);
  // JSON is YAML.
  return JSON.stringify({ channels: Object.fromEntries(channels) });
}

/** Webhooks for load: a missed call each, told apart by a number that every message names. */

/** The documented sample of CometChat's call_unanswered without entities; `n` names the call and its caller. */
export function missedCall(n: number, receiver = 'desk'): string {
  return JSON.stringify({
    trigger: 'call_unanswered',
    data: {
      call: {
        id: `call-${n}`,
        sender: `caller-${n}`,
        receiver,
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

/** Where a Slack channel is: `T0123/C0456`, workspace and channel. */

// C: channels; G: old private channels; D: direct messages.
const address = /^(T[A-Z0-9]+)\/([CGD][A-Z0-9]+)$/;

export const checkAddress = (text: string): boolean => address.test(text);

/** The parts of an address; null when it is none. */
export function parseAddress(text: string): { team: string; channel: string } | null {
  const [, team, channel] = address.exec(text) ?? [];
  return team && channel ? { team, channel } : null;
}

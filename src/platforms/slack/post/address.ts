/** Channel IDs of Slack, without `slack:`: `T0123/C0456` is workspace and channel. */

// C: channels; G: old private channels; D: direct messages.
const address = /^(T[A-Z0-9]{1,30})\/([CGD][A-Z0-9]{1,30})$/;

/** Checks the syntax of a channel ID. */
export const checkAddress = (text: string): boolean => address.test(text);

/** Splits a channel ID into its parts; null when it is malformed. */
export function parseAddress(text: string): { team: string; channel: string } | null {
  const [, team, channel] = address.exec(text) ?? [];
  return team && channel ? { team, channel } : null;
}

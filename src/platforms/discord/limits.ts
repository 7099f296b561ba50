/** Discord's limits, each with the page it comes from. Lengths are counted in UTF-16 units, never fewer than Discord counts. */

/** Characters of all text of one message's components together: https://docs.discord.com/developers/components/reference */
export const maxText = 4000;
/** Components of one message, nested ones included: https://docs.discord.com/developers/components/reference */
export const maxComponents = 40;
/** Buttons in an action row: https://docs.discord.com/developers/components/reference#action-row */
export const maxButtonsInRow = 5;
/** Characters on a button: https://docs.discord.com/developers/components/reference#button */
export const maxButtonLabel = 80;
/** Characters of a link button's address: https://docs.discord.com/developers/components/reference#button */
export const maxButtonUrl = 512;
/** Users, and roles, that `allowed_mentions` may name: https://docs.discord.com/developers/resources/message#allowed-mentions-object */
export const maxAllowedMentions = 100;
/** Seconds before and after 1970 that a timestamp may name, those of ECMAScript's dates: https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
export const maxTimestamp = 8_640_000_000_000;
/**
 * Milliseconds between two requests of the bot: 50 a second are allowed
 * (https://docs.discord.com/developers/topics/rate-limits#global-rate-limit), and 48 leave room for those that are late.
 */
export const globalInterval = 1000 / 48;

// Ours, so that no part of a message crowds out another.
export const maxTitle = 400;
export const maxFootnote = 300;
export const maxMentionsText = 500;
export const maxLinksText = 1500;
export const maxButtons = 10;

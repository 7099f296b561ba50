/** Discord's limits, each with the page it comes from. Lengths count UTF-16 units, which are never fewer than Discord's count. */

/** Characters of all text in one message's components together: https://docs.discord.com/developers/components/reference */
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
/** Seconds before and after 1970 that a timestamp may show, the range of ECMAScript's dates: https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
export const maxTimestamp = 8_640_000_000_000;
/**
 * Milliseconds between two requests of the bot. Discord allows 50 a second
 * (https://docs.discord.com/developers/topics/rate-limits#global-rate-limit); 48 leave room for requests that arrive late.
 */
export const globalInterval = 1000 / 48;
/** Milliseconds: edits of older messages have a limit of their own, error 30046: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const oldMessageAge = 60 * 60_000;
/**
 * Milliseconds between two edits of old messages in a channel, and how many at once. Discord publishes no number
 * (https://github.com/discord/discord-api-docs/issues/4413); others observed three in 20 s per channel
 * (https://github.com/circuitsacul/starboard-4/issues/118).
 */
export const oldEditInterval = 20_000 / 3;
export const oldEditBurst = 3;

// Callboard's own limits, so that no part of a message crowds out another.
export const maxTitle = 400;
export const maxFootnote = 300;
export const maxMentionsText = 500;
export const maxLinksText = 1500;
export const maxButtons = 10;

/** Characters of a `custom_id`: https://docs.discord.com/developers/components/reference#custom-id */
export const maxCustomId = 100;
/** Options of a string select: https://docs.discord.com/developers/components/reference#string-select */
export const maxOptions = 25;
/** Characters of an option's label, value and description: https://docs.discord.com/developers/components/reference#string-select-select-option-structure */
export const maxOption = 100;
/** Characters of a select's placeholder: https://docs.discord.com/developers/components/reference#string-select */
export const maxPlaceholder = 150;
/** Characters of a modal's title: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal */
export const maxModalTitle = 45;
/** Top-level components of a modal: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal */
export const maxModalComponents = 5;
/** Characters of a label and of its description: https://docs.discord.com/developers/components/reference#label */
export const maxLabel = 45;
export const maxLabelDescription = 100;
/** Characters of the value of a text input: https://docs.discord.com/developers/components/reference#text-input */
export const maxTextInput = 4000;
/** Choices of an autocompletion, and characters of a choice's name and value: https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-choice-structure */
export const maxChoices = 25;
export const maxChoice = 100;

// Callboard's own limits, so that the controls leave room for the message.
export const maxControlComponents = 24;
export const maxPreviews = 5;

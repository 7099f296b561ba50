/**
 * Slack's limits, each with its source. Lengths are in characters (UTF-16 units). Slack rejects the whole message when one
 * is exceeded, so render.ts cuts before.
 */

/** https://docs.slack.dev/reference/block-kit/blocks: "up to 50 blocks in each message". */
export const BLOCKS_PER_MESSAGE = 50;

/**
 * All blocks together, measured as JSON. Undocumented: chat.postMessage answers `msg_blocks_too_long` at about 13,200
 * characters, containers included (https://github.com/slackapi/bolt-js/issues/2509, the maintainers' "12,000 text
 * characters with a buffer for block containers"; https://github.com/slackapi/bolt-js/issues/2867 for rich_text).
 */
export const BLOCKS_JSON = 12_000;

/** https://docs.slack.dev/reference/block-kit/blocks/context-block: elements in a context block. */
export const CONTEXT_ELEMENTS = 10;

/** https://docs.slack.dev/reference/block-kit/blocks/actions-block: elements in an actions block. */
export const ACTIONS_ELEMENTS = 25;

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element: a button's text. */
export const BUTTON_TEXT = 75;

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element: a button's url. Links use the same limit. */
export const URL_LENGTH = 3_000;

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block: `indent` of a rich_text_list, from 0. */
export const LIST_INDENT = 8;

/**
 * https://docs.slack.dev/reference/methods/chat.postMessage: "for best results, limit the text field to 4,000
 * characters"; longer texts are truncated at 40,000.
 */
export const FALLBACK_TEXT = 4_000;

/** https://docs.slack.dev/reference/block-kit/blocks/actions-block: a block_id, and an action_id of any element. */
export const ID_LENGTH = 255;

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element: a button's value. */
export const BUTTON_VALUE = 2_000;

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object: an option's text and its description. */
export const OPTION_TEXT = 75;

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object: an option's value. */
export const OPTION_VALUE = 150;

/** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element: options of a select menu. */
export const OPTIONS = 100;

/** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element: a select menu's placeholder. */
export const PLACEHOLDER = 150;

/** https://docs.slack.dev/reference/block-kit/blocks/section-block: a section's text. */
export const SECTION_TEXT = 3_000;

/** https://docs.slack.dev/reference/block-kit/blocks/input-block: an input's label, and its hint. */
export const INPUT_LABEL = 2_000;

/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element: `max_length`, at most. */
export const INPUT_TEXT = 3_000;

/** https://docs.slack.dev/reference/views/modal-views: a modal's title, and the labels of its two buttons. */
export const VIEW_TITLE = 24;

/** https://docs.slack.dev/reference/views/modal-views: `private_metadata`. */
export const PRIVATE_METADATA = 3_000;

/** https://docs.slack.dev/reference/views/modal-views and …/home-tab-views: blocks in a view. */
export const BLOCKS_PER_VIEW = 100;

/**
 * All blocks of a view that shows a message, measured as JSON: views.open refuses 250 kB
 * (https://docs.slack.dev/reference/methods/views.open), and longer views aren't readable.
 */
export const VIEW_JSON = 40_000;

/**
 * Milliseconds to answer a submission before Slack shows an error to the user: 3,000, less the round trip. https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
 */
export const SUBMISSION_WAIT = 2_500;

/** Milliseconds: about one message a second per channel, https://docs.slack.dev/apis/web-api/rate-limits */
export const MESSAGE_INTERVAL = 1000;

/** Messages at once after a silence: the same page says "short bursts of >1", so the number is a careful guess. */
export const MESSAGE_BURST = 3;

/**
 * Milliseconds between two messages in all channels of a workspace together: "several hundred messages per minute", says
 * https://docs.slack.dev/reference/methods/chat.postMessage#rate-limiting; we assume 300.
 */
export const WORKSPACE_INTERVAL = 200;

/** Messages in all channels at once after a silence: the same page says "generous burst behavior". */
export const WORKSPACE_BURST = 50;

/**
 * Milliseconds between two edits in all channels of a workspace together: Tier 3, "50+ per minute"
 * (https://docs.slack.dev/reference/methods/chat.update, https://docs.slack.dev/apis/web-api/rate-limits).
 */
export const EDIT_INTERVAL = 1200;

/** Edits at once after a silence: the second page allows bursts "occasionally", so the number is a careful guess. */
export const EDIT_BURST = 5;

/** The message shortcut *Why?*: the `callback_id` by which the manifest makes it and talk.ts knows it. */
export const WHY = 'why';

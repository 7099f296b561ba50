/** The `callback_id` of the message shortcut *Why?*, in the manifest and in receive.ts. */
export const WHY = 'why';

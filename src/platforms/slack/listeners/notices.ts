/** Replies that the Slack platform creates itself. */
import { createMessage } from '../../../messages/message.ts';
import { decodeActionId, encodeActionId } from '../../action-id.ts';
import type { Reply, UserInput } from '../../chat-protocol.ts';
import { BUTTON_VALUE } from '../message/limits.ts';

/** Creates a reply with one line of text. */
export const textReply = (text: string): Reply => ({
  is: 'reply',
  message: createMessage({ blocks: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }),
});

/** Adapts a reply that couldn't be shown in its channel: a note is added, and the controls, which act on that channel, are removed. */
export const redirectedReply = ({ message, ...reply }: Reply): Reply => ({
  ...reply,
  controls: [],
  message: {
    ...message,
    footnote: [
      {
        type: 'text',
        text: 'I couldn’t reply in that channel. Run /invite @Callboard there and try again.',
      },
    ],
  },
});

/** Replies when a form came too late to open; its button repeats the request with all of its input. */
export function reopenFormReply(input: UserInput): Reply {
  const action = encodeActionId({ is: 'repeat', input });
  if (action.length > BUTTON_VALUE) {
    return textReply('Slack timed out before the form opened. Try again.');
  }
  return {
    ...textReply('Slack timed out. Open the form here:'),
    controls: [{ is: 'buttons', buttons: [{ label: 'Open form…', action, style: 'primary' }] }],
  };
}

/** Restores the input of a button that repeats a request; returns any other input unchanged. */
export function restoreInput(input: UserInput): UserInput {
  const id = input.is === 'action' ? decodeActionId(input.action) : null;
  return id?.is === 'repeat' ? id.input : input;
}

/** What this platform has to say itself, as replies. */

import { createMessage } from '../../../messages/message.ts';
import type { Input, Reply } from '../../chat-protocol.ts';
import { BUTTON_VALUE } from '../message/limits.ts';

export const sentence = (text: string): Reply => ({
  is: 'reply',
  message: createMessage({ blocks: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }),
});

/** What could not be said where it was asked. Without its controls, which would be about the place where they are. */
export const elsewhere = ({ message, ...reply }: Reply): Reply => ({
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

const again = 'again ';

/** The form could not be opened any more; the button asks for it anew, with all that was asked. */
export function openAgain(input: Input): Reply {
  const action = again + JSON.stringify(input);
  if (action.length > BUTTON_VALUE) {
    return sentence('Slack timed out before the form opened. Please try again.');
  }
  return {
    ...sentence('Slack timed out. Open the form here:'),
    controls: [{ is: 'buttons', buttons: [{ label: 'Open form', action, style: 'primary' }] }],
  };
}

/** What was asked when that button was made; anything else is itself. Only we write such buttons, and Slack signs presses. */
export function readAgain(input: Input): Input {
  if (input.is !== 'action' || !input.action.startsWith(again)) return input;
  return JSON.parse(input.action.slice(again.length)) as Input;
}

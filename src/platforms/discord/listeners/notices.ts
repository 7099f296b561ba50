/** Replies that only Discord needs, because its forms can't stay open. */
import { type ActionButton, type Block, createMessage, type Inline } from '../../../messages/message.ts';
import type { Form, Reply } from '../../chat-protocol.ts';

/** Builds a private reply of one sentence. */
export function textReply(text: string, ...buttons: ActionButton[]): Reply {
  return buildReply([{ type: 'paragraph', content: [{ type: 'text', text }] }], buttons);
}

/** Builds the reply with a button that opens a form, where the form can't open by itself. */
export function openFormReply(open: ActionButton): Reply {
  return textReply('Continue in a form:', open);
}

/** Builds the reply that lists the problems of a form by field label. */
export function problemsReply(problems: Readonly<Record<string, string>>, form: Form, reopen: ActionButton): Reply {
  const items = Object.entries(problems).map(([name, problem]): Inline[] => {
    const field = form.fields.find(one => one.name === name);
    const text: Inline = { type: 'text', text: problem };
    return field ? [{ type: 'text', text: `${field.label}: `, style: { bold: true } }, text] : [text];
  });
  const intro: Block = { type: 'paragraph', content: [{ type: 'text', text: 'Fix these first:' }] };
  return buildReply([intro, { type: 'list', ordered: false, depth: 0, items }], [reopen]);
}

function buildReply(blocks: Block[], buttons: ActionButton[]): Reply {
  return {
    is: 'reply',
    message: createMessage({ blocks }),
    controls: buttons.length > 0 ? [{ is: 'buttons', buttons }] : [],
  };
}

/** What only Discord needs to say, because its forms cannot stay open. */
import { type Block, createMessage, type Inline } from '../../../messages/message.ts';
import type { Button, Form, Reply } from '../../chat-protocol.ts';

/** A private reply of one sentence. */
export function sentence(text: string, ...buttons: Button[]): Reply {
  return say([{ type: 'paragraph', content: [{ type: 'text', text }] }], buttons);
}

/** A form that cannot open by itself. */
export function openFormReply(open: Button): Reply {
  return sentence('Continue in a form:', open);
}

/** What is wrong, under the labels of the fields that it is wrong in. */
export function problems(found: Readonly<Record<string, string>>, form: Form, again: Button): Reply {
  const items = Object.entries(found).map(([name, problem]): Inline[] => {
    const field = form.fields.find(one => one.name === name);
    const text: Inline = { type: 'text', text: problem };
    return field ? [{ type: 'text', text: `${field.label}: `, style: { bold: true } }, text] : [text];
  });
  const intro: Block = { type: 'paragraph', content: [{ type: 'text', text: 'Please fix these first:' }] };
  return say([intro, { type: 'list', ordered: false, depth: 0, items }], [again]);
}

function say(blocks: Block[], buttons: Button[]): Reply {
  return {
    is: 'reply',
    message: createMessage({ blocks }),
    controls: buttons.length > 0 ? [{ is: 'buttons', buttons }] : [],
  };
}

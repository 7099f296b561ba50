/** Prepares the texts of a request: they come from people, and from clients that send whatever they like. */
import type { Input } from '../platforms/chat-protocol.ts';
import { storable } from '../util/text/storable.ts';
import { Refusal } from './reply/build-reply.ts';

/**
 * Characters of one text. Parsing a text can take time proportional to the square of its length. `typed` is more than a
 * rule may have, and `field` more than any form's field.
 */
const most = { typed: 5000, field: 12_000 };

/** Removes what the store can't hold. Throws a Refusal for a text that is too long. */
export function readInput(input: Input): Input {
  switch (input.is) {
    case 'command':
    case 'completion':
      return { ...input, words: readText(input.words, most.typed) };
    case 'action':
      return { ...input, action: readText(input.action, most.typed), chosen: readTexts(input.chosen) };
    case 'submission':
    case 'revision': {
      const fields = Object.entries(input.fields).map(([name, values]) => [name, readTexts(values)] as const);
      return { ...input, action: readText(input.action, most.typed), fields: Object.fromEntries(fields) };
    }
    case 'why':
      return { ...input, message: readText(input.message, most.typed) };
    default:
      return input;
  }
}

const readTexts = (texts: readonly string[]) => texts.map(text => readText(text, most.field));

function readText(text: string, longest: number): string {
  if (text.length > longest)
    throw new Refusal(`That’s too long. Use at most ${longest.toLocaleString('en')} characters.`);
  return storable(text);
}

/** Action IDs of every kind, with arguments that contain any text. */
import fc from 'fast-check';
import type { ActionId, Shown } from '../../src/platforms/action-id.ts';
import type { UserInput } from '../../src/platforms/chat-protocol.ts';
import { storable } from '../../src/util/text/storable.ts';

const longText = fc.string({ unit: 'binary', maxLength: 3000, size: 'max' }).map(storable);
const text = fc.oneof(longText, fc.string({ maxLength: 20 }), fc.constantFrom('', '|', '%', 'open|run|x'));

const shown: fc.Arbitrary<Shown> = fc.oneof(
  fc.record({ is: fc.constant('reply') }),
  fc.record({ is: fc.constant('open') }),
  fc.record({ is: fc.constant('home'), channel: fc.stringMatching(/^C[0-9A-Z]{3,10}$/) }),
);

const id = fc.stringMatching(/^[\w-]{16}$/);

/** The IDs that replies of chat/ contain. */
export const commandId: fc.Arbitrary<ActionId> = fc.oneof(
  fc.record({ is: fc.constant('run'), words: text, shown }),
  fc.record({
    is: fc.constant('part'),
    command: fc.stringMatching(/^[a-z]{1,10}$/),
    part: fc.stringMatching(/^[a-z-]{1,10}$/),
    args: fc.array(text, { maxLength: 4 }),
    shown,
  }),
);

const fields = fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), fc.array(text, { maxLength: 3 }), {
  noNullPrototype: true,
});

const userInput: fc.Arbitrary<UserInput> = fc.oneof(
  fc.record({ is: fc.constant('command'), words: text }),
  fc.record({ is: fc.constant('completion'), words: text }),
  fc.record({ is: fc.constant('action'), action: text, chosen: fc.array(text, { maxLength: 3 }) }),
  fc.record({ is: fc.constant('submission'), action: text, fields }),
  fc.record({ is: fc.constant('why'), message: text }),
);

export const actionId: fc.Arbitrary<ActionId> = fc.oneof(
  commandId,
  fc.record({ is: fc.constant('saved'), id }),
  fc.record({ is: fc.constant('form'), id }),
  fc.record({ is: fc.constant('repeat'), input: userInput }),
);

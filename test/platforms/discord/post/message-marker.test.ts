import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shape } from '../../../../src/platforms/discord/message/render.ts';
import { isMarked, mark } from '../../../../src/platforms/discord/post/message-marker.ts';
import { validate } from '../../../fakes/discord/validate.ts';
import { anyMessage } from '../message/arbitrary.ts';

test('every message can be marked, is still what Discord takes, and carries the mark of its own nonce only', () => {
  const nonce = fc.string({ minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(anyMessage, nonce, nonce, (message, own, other) => {
      const body = mark(shape(message), own);
      expect(validate('create', { ...body, nonce: own })).not.toHaveProperty('errors');
      expect(isMarked(body.components, own)).toBe(true);
      expect(isMarked(shape(message).components, own)).toBe(false);
      if (other !== own) expect(isMarked(body.components, other)).toBe(false);
    }),
  );
});

test.for([[[]], [[{ type: 10 }]], [[null, 7, { id: 'x' }]], [[{ id: 1, components: [] }]]])(
  'what others write is not ours: %j',
  ([components]) => {
    expect(isMarked(components ?? [], '1')).toBe(false);
  },
);

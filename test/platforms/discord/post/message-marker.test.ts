import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderMessage } from '../../../../src/platforms/discord/message/render.ts';
import { addMarker, hasMarker } from '../../../../src/platforms/discord/post/message-marker.ts';
import { validate } from '../../../fakes/discord/validate.ts';
import { anyMessage } from '../message/arbitrary.ts';

test('every message with a marker is accepted by Discord and has only the marker of its own nonce', () => {
  const nonce = fc.string({ minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(anyMessage, nonce, nonce, (message, own, other) => {
      const body = addMarker(renderMessage(message), own);
      expect(validate('create', { ...body, nonce: own })).not.toHaveProperty('errors');
      expect(hasMarker(body.components, own)).toBe(true);
      expect(hasMarker(renderMessage(message).components, own)).toBe(false);
      if (other !== own) expect(hasMarker(body.components, other)).toBe(false);
    }),
  );
});

test.for([[[]], [[{ type: 10 }]], [[null, 7, { id: 'x' }]], [[{ id: 1, components: [] }]]])(
  'a message of others has no marker: %j',
  ([components]) => {
    expect(hasMarker(components ?? [], '1')).toBe(false);
  },
);

import type { Platform } from '../platforms/platform.ts';
import { createPreview } from '../platforms/preview/index.ts';
import { editPreview, postPreview } from '../store/preview.ts';
import type { Db } from '../store/tables.ts';

/** Creates the preview platform with its messages in the store. `clock` returns the time of a post, milliseconds. */
export function createStoredPreview(db: Db, clock: () => number): Platform {
  return createPreview({
    save: post => postPreview(db, post, clock()),
    edit: (id, message) => editPreview(db, id, message, clock()),
  });
}

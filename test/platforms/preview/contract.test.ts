import { toText } from '../../../src/messages/message-text.ts';
import { createPreview, type PreviewOptions } from '../../../src/platforms/preview/index.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { editPreview, listPreview, postPreview } from '../../../src/store/preview.ts';
import { createTestDatabase } from '../../databases.ts';
import { type ContractTrouble, platformContract } from '../contract.ts';

const CHANNEL = 'demo/calls';

platformContract(
  'preview',
  async () => {
    const place = await createTestDatabase('sqlite');
    const database = await openDatabase(place.url);
    const { db } = database;
    const store: PreviewOptions = {
      save: post => postPreview(db, post, 0),
      edit: (id, message) => editPreview(db, id, message, 0),
    };
    let requests = 0;
    let trouble: ContractTrouble | null = null;
    /** The store fails before or after it has done the work. */
    async function disturbed<T>(work: () => Promise<T>): Promise<T> {
      requests += 1;
      const now = trouble;
      trouble = null;
      if (now === 'drop before') throw new Error('The database is locked.');
      const done = await work();
      if (now) throw new Error('The connection was lost.');
      return done;
    }
    let text = '';
    const refresh = async () => {
      const messages = await listPreview(db, CHANNEL);
      const below = (parent: string | null): string[] =>
        messages
          .filter(({ replyTo }) => replyTo === parent)
          .flatMap(({ id, message }) => [toText(message), ...below(`${id}`)]);
      text = below(null).join('\n');
    };
    const refreshed = async <T>(work: Promise<T>) => work.finally(refresh);
    const platform = createPreview({
      save: post => refreshed(disturbed(() => store.save(post))),
      edit: (id, message) => refreshed(disturbed(() => store.edit(id, message))),
    });
    return {
      platform,
      channel: CHANNEL,
      elsewhere: 'demo/meetings',
      read: () => text,
      remove: async ref => void (await db.deleteFrom('preview').where('id', '=', Number(ref)).execute()),
      requests: () => requests,
      disturb(request, next) {
        if (request === 'find' || request === 'findReply') return false;
        trouble = next;
        return true;
      },
      async close() {
        await database.close();
        await place.remove();
      },
    };
  },
  { neverFails: true },
);

/** Deletes sources. */
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { removeSource } from '../../store/sources/sources.ts';
import type { ChatContext } from '../command.ts';
import { button, buttons, code, commandButton, inlines, reply } from '../reply/build-reply.ts';
import { auditSource, demandSource } from './add-source.ts';

/** Requests confirmation, because the source's webhooks are rejected from then on. */
export async function askToDelete(name: string, context: ChatContext): Promise<ChatResponse> {
  const { source } = await demandSource(name, context);
  return reply(['Delete source ', code(name), '?'], {
    color: 'orange',
    blocks: [
      { type: 'paragraph', content: inlines('Its URL stops working right away. Its past events aren’t deleted.') },
    ],
    controls: buttons(
      button('Delete source', writeAction('source.delete', source.name), 'danger'),
      commandButton('Cancel', 'source list'),
    ),
  });
}

/** Deletes a source. */
export async function deleteSource(name: string, context: ChatContext): Promise<ChatResponse> {
  const { source } = await demandSource(name, context);
  const now = Date.now();
  await context.core.database.db.transaction().execute(async tx => {
    await removeSource(tx, name, now);
    await auditSource(tx, context, 'delete source', source, now);
  });
  return reply(['✓ Deleted source ', code(name), '.'], {
    controls: buttons(commandButton('List sources', 'source list')),
  });
}

/** A source gets new credentials; the old ones go on for a day, so that nothing is lost until the dashboard has the new. */

import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { raiseRevision } from '../../store/cache-version.ts';
import { findSource, putSource, type StoredSource } from '../../store/sources/sources.ts';
import { day } from '../../util/duration.ts';
import type { ChatContext, Pressed, Submitted } from '../command.ts';
import {
  button,
  buttons,
  code,
  commandButton,
  type InlineText,
  paragraph,
  Refusal,
  reply,
} from '../reply/build-reply.ts';
import { localTime } from '../reply/local-time.ts';
import { answerField, answerFields, auditSource, demandSource, showSetupSteps } from './add-source.ts';

/** Milliseconds that old credentials stay good. */
const goodFor = day;

/** What becomes of the old credentials, as an action says it. */
const keep = 'keep';
const stop = 'stop';

/** Asks first, since people have to enter the new ones at the provider's. */
export async function askToRotate(name: string, context: ChatContext): Promise<ChatResponse> {
  const { source, provider } = await demandSource(name, context);
  const about = (old: string) => writeAction('source.rotate', name, old, markOf(source));
  return reply(['Rotate credentials for ', code(name), '?'], {
    color: 'orange',
    blocks: [
      paragraph([
        `You’ll need to enter the new ones in ${provider.title}. The old ones work for 24 more hours. `,
        'If they leaked, revoke them now: webhooks that still use them are rejected.',
      ]),
      ...(isOldGood(source)
        ? [
            paragraph([
              'You rotated recently. The previous credentials (valid until ',
              localTime(source.old.until),
              ') stop working now.',
            ]),
          ]
        : []),
    ],
    controls: buttons(
      button('Rotate (24 h overlap)', about(keep), 'primary'),
      button('Rotate and revoke now', about(stop), 'danger'),
      commandButton('Cancel', 'source list'),
    ),
  });
}

/** Of the credentials as they were when the question was asked: of two presses only one replaces them. */
const markOf = ({ rotatedAt = 0 }: StoredSource) => rotatedAt.toString(36);

export function isOldGood(source: StoredSource): source is StoredSource & Required<Pick<StoredSource, 'old'>> {
  return source.old !== undefined && source.old.until > Date.now();
}

/** Asks for what only people know, else makes new credentials. */
export async function rotate(
  { about: [name = '', old = '', mark = ''] }: Pressed,
  context: ChatContext,
): Promise<ChatResponse> {
  const { provider } = await demandSource(name, context);
  if (provider.setUp.asks === null) return renew({ name, old, mark }, '', context);
  const action = writeAction('source.renew', name, old, mark);
  const form = { title: 'Rotate credentials', action, submit: 'Rotate', fields: answerFields(provider) };
  return { is: 'form', form };
}

/** The form of rotate() was sent. */
export async function renewAsAnswered(
  { about: [name = '', old = '', mark = ''], fields }: Submitted,
  context: ChatContext,
): Promise<ChatResponse> {
  const { provider } = await demandSource(name, context);
  return renew({ name, old, mark }, fields[answerField(provider)]?.[0]?.trim() ?? '', context);
}

interface Renewal {
  name: string;
  /** `keep` or `stop`. */
  old: string;
  mark: string;
}

async function renew({ name, old, mark }: Renewal, answer: string, context: ChatContext): Promise<ChatResponse> {
  const { source: seen, provider } = await demandSource(name, context);
  const made = provider.setUp.make(answer);
  if (!made.ok) throw new Refusal(made.problem);
  const now = Date.now();
  const source = await context.core.database.db.transaction().execute(async tx => {
    // First, since who removes it at the same moment then waits, or has removed it.
    await raiseRevision(tx, 'sources');
    const before = await findSource(tx, name);
    if (before?.workspace !== seen.workspace) throw new Refusal(`Not rotated: source ${name} was deleted first.`);
    if (markOf(before) !== mark) throw new Refusal(`Nothing changed: the credentials of ${name} were rotated first.`);
    const { old: _older, ...kept } = before;
    const renewed: StoredSource = {
      ...kept,
      credentials: made.credentials,
      rotatedAt: now,
      ...(old === keep && { old: { credentials: before.credentials, until: now + goodFor } }),
    };
    await putSource(tx, renewed, now);
    await auditSource(tx, context, 'rotate source', renewed, now);
    return renewed;
  });
  return showSetupSteps(
    [
      '✓ Rotated credentials for ',
      code(name),
      '. ',
      ...oldWords(source),
      ` Finish in the ${provider.title} dashboard:`,
    ],
    source,
    provider,
    context,
  );
}

function oldWords({ old }: StoredSource): Exclude<InlineText, string> {
  return old ? ['The old ones expire ', localTime(old.until), '.'] : ['The old ones are revoked.'];
}

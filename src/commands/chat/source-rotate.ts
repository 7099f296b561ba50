/** A source gets new credentials; the old ones go on for a day, so that nothing is lost until the dashboard has the new. */
import type { Answer } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import { raiseRevision } from '../../store/revisions.ts';
import { findSource, putSource, type StoredSource } from '../../store/sources.ts';
import type { Context, Pressed, Submitted } from './command.ts';
import { momentWords } from './moment.ts';
import { button, buttons, code, paragraph, Refusal, reply, typed, type Words } from './say.ts';
import { answerField, answerFields, auditSource, demandSource, tellSteps } from './source-setup.ts';

/** Milliseconds that old credentials stay good. */
const goodFor = 24 * 60 * 60_000;

/** What becomes of the old credentials, as an action says it. */
const keep = 'keep';
const stop = 'stop';

/** Asks first, since people have to enter the new ones at the provider's. */
export async function askToRotate(name: string, context: Context): Promise<Answer> {
  const { source, provider } = await demandSource(name, context);
  const about = (old: string) => writeAction('source.rotate', name, old, markOf(source));
  return reply(['New credentials for the source ', code(name), '?'], {
    color: 'orange',
    blocks: [
      paragraph([
        `They are to be entered at ${provider.title}. Until then it sends with the old ones, which stay good for 24 hours. `,
        'If somebody knows them who should not, stop them at once: what comes with them is refused from then on.',
      ]),
      ...(isOldGood(source)
        ? [
            paragraph([
              'It was done lately: those from before, good until ',
              momentWords(source.old.until),
              ', stop now.',
            ]),
          ]
        : []),
    ],
    controls: buttons(
      button('New ones, old for 24 h', about(keep), 'primary'),
      button('New ones, stop the old', about(stop), 'danger'),
      typed('Leave it', 'source list'),
    ),
  });
}

/** Of the credentials as they were when the question was asked: of two presses only one replaces them. */
const markOf = ({ rotatedAt = 0 }: StoredSource) => rotatedAt.toString(36);

export function isOldGood(source: StoredSource): source is StoredSource & Required<Pick<StoredSource, 'old'>> {
  return source.old !== undefined && source.old.until > Date.now();
}

/** Asks for what only people know, else makes new credentials. */
export async function rotate({ about: [name = '', old = '', mark = ''] }: Pressed, context: Context): Promise<Answer> {
  const { provider } = await demandSource(name, context);
  if (provider.setUp.asks === null) return renew({ name, old, mark }, '', context);
  const action = writeAction('source.renew', name, old, mark);
  const form = { title: 'New credentials', action, submit: 'Change', fields: answerFields(provider) };
  return { is: 'form', form };
}

/** The form of rotate() was sent. */
export async function renewAsAnswered(
  { about: [name = '', old = '', mark = ''], fields }: Submitted,
  context: Context,
): Promise<Answer> {
  const { provider } = await demandSource(name, context);
  return renew({ name, old, mark }, fields[answerField(provider)]?.[0]?.trim() ?? '', context);
}

interface Renewal {
  name: string;
  /** `keep` or `stop`. */
  old: string;
  mark: string;
}

async function renew({ name, old, mark }: Renewal, answer: string, context: Context): Promise<Answer> {
  const { source: seen, provider } = await demandSource(name, context);
  const made = provider.setUp.make(answer);
  if (!made.ok) throw new Refusal(made.problem);
  const now = Date.now();
  const source = await context.core.database.db.transaction().execute(async tx => {
    // First, since who removes it at the same moment then waits, or has removed it.
    await raiseRevision(tx, 'sources');
    const before = await findSource(tx, name);
    if (before?.workspace !== seen.workspace) throw new Refusal(`The source ${name} was removed meanwhile.`);
    if (markOf(before) !== mark) throw new Refusal(`${name} was given new credentials meanwhile: nothing was changed.`);
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
  return tellSteps(['Source ', code(name), ' has new credentials', ...oldWords(source)], source, provider, context);
}

function oldWords({ old }: StoredSource): Exclude<Words, string> {
  if (!old) return [', and takes the old ones no more. What is left to do:'];
  return ['. The old ones are taken until ', momentWords(old.until), '. What is left to do:'];
}

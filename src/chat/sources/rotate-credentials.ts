/** Rotates a source's credentials. The old ones work for another day, until the provider's dashboard has the new ones. */

import { localTime, untilTime } from '../../messages/local-time.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import type { Provider } from '../../sources/source.ts';
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
import { answerField, answerFields, auditSource, demandSource, showSteps } from './add-source.ts';

/** The fate of the old credentials, as the action ID carries it. */
const keep = 'keep';
const stop = 'stop';

/** Requests confirmation, because the old credentials stop working: for most providers, people must act in a dashboard. */
export async function askToRotate(name: string, context: ChatContext): Promise<ChatResponse> {
  const { source, provider } = await demandSource(name, context);
  const { asks, noun } = provider.setUp;
  const rotateAction = (old: string) => writeAction('source.rotate', name, old, versionOf(source));
  return reply(['Rotate credentials for ', code(name), '?'], {
    color: 'orange',
    blocks: [
      paragraph([
        asks === null
          ? `Enter the new credentials in ${provider.title} afterwards. `
          : `Enter the new ${asks.label} in the next step. `,
        `“Rotate” keeps accepting the old ${noun} for another 24 hours. “Rotate and revoke” rejects the old ${noun} at once.`,
      ]),
      ...(areOldValid(source)
        ? [
            paragraph([
              `If you rotate again, webhooks that use the previous ${noun} (valid until `,
              untilTime(source.old.until),
              ') are rejected at once.',
            ]),
          ]
        : []),
    ],
    controls: buttons(
      button('Rotate', rotateAction(keep), 'primary'),
      button('Rotate and revoke', rotateAction(stop), 'danger'),
      commandButton('Cancel', 'source list'),
    ),
  });
}

/** Identifies the credentials that the confirmation was shown for, so that only one of two presses replaces them. */
const versionOf = ({ rotatedAt = 0 }: StoredSource) => rotatedAt.toString(36);

/** Whether the previous credentials are still accepted. */
export function areOldValid(source: StoredSource): source is StoredSource & Required<Pick<StoredSource, 'old'>> {
  return source.old !== undefined && source.old.until > Date.now();
}

/** Opens a form for credentials that only people know; otherwise generates new ones. */
export async function rotate(
  { args: [name = '', old = '', mark = ''] }: Pressed,
  context: ChatContext,
): Promise<ChatResponse> {
  const { provider } = await demandSource(name, context);
  if (provider.setUp.asks === null) return renew({ name, old, mark }, '', context);
  const action = writeAction('source.renew', name, old, mark);
  const form = { title: 'Rotate credentials', action, submit: 'Rotate credentials', fields: answerFields(provider) };
  return { is: 'form', form };
}

/** Handles the submitted form of rotate(). */
export async function submitCredentials(
  { args: [name = '', old = '', mark = ''], fields }: Submitted,
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
    // First, because this row serializes changes of sources: a concurrent deletion waits, or is visible below.
    await raiseRevision(tx, 'sources');
    const before = await findSource(tx, name);
    if (before?.workspace !== seen.workspace)
      throw new Refusal(`Not rotated: someone else just deleted source ${name}.`);
    if (versionOf(before) !== mark)
      throw new Refusal(`Nothing changed: someone else just rotated the credentials of ${name}.`);
    const { old: _older, ...unchanged } = before;
    const renewed: StoredSource = {
      ...unchanged,
      credentials: made.credentials,
      rotatedAt: now,
      ...(old === keep && { old: { credentials: before.credentials, until: now + day } }),
    };
    await putSource(tx, renewed, now);
    await auditSource(tx, context, 'rotate source', renewed, now);
    return renewed;
  });
  const steps = provider.setUp.rotationSteps(context.webhookUrl(name), source.credentials);
  const finish = steps.length > 0 ? ` Finish in ${provider.setUp.place}:` : '';
  return showSteps([...describeRotation(source, provider), finish], steps, provider, context);
}

function describeRotation({ name, old }: StoredSource, { setUp }: Provider): Exclude<InlineText, string> {
  const [done, expiry, revoked] =
    setUp.noun !== 'credentials'
      ? [`✓ Replaced the ${setUp.noun} of `, 'The old one expires ', 'The old one is revoked.']
      : ['✓ Rotated credentials for ', 'The old ones expire ', 'The old ones are revoked.'];
  return [done, code(name), '. ', ...(old ? [expiry, localTime(old.until), '.'] : [revoked])];
}

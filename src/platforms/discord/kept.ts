/** Forms that wait behind a button, with everything that stands in them. */
import { randomBytes } from 'node:crypto';
import type { Button, Form } from '../chat.ts';

/** Milliseconds; as long as https://docs.discord.com/developers/interactions/receiving-and-responding lets an answer be amended. */
const keptFor = 15 * 60_000;
/** So that nobody fills the memory by pressing. */
const most = 1000;

const prefix = 'discord.form|';

/** Kept by this process alone: after a restart, or where another process answers, a form is gone. */
export interface KeptForms {
  /** A button that opens the form again. */
  keep(form: Form, label: string, now: number): Button;
  /** The form of such a button's action; null when it is gone. */
  find(action: string, now: number): Form | null;
}

/** Whether an action is that of a button which opens a kept form. */
export const opensKept = (action: string) => action.startsWith(prefix);

export function keepForms(): KeptForms {
  const forms = new Map<string, { form: Form; until: number }>();

  /** The oldest come first. */
  function forget(now: number): void {
    for (const [action, { until }] of forms) {
      if (until > now && forms.size < most) return;
      forms.delete(action);
    }
  }

  return {
    keep(form, label, now) {
      forget(now);
      const action = prefix + randomBytes(16).toString('base64url');
      forms.set(action, { form, until: now + keptFor });
      return { label, action, style: 'primary' };
    },
    find(action, now) {
      const kept = forms.get(action);
      return kept && kept.until > now ? kept.form : null;
    },
  };
}

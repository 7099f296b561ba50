/** Buttons that open a form which waits, with everything that stands in it. */
import type { Button } from '../../chat-protocol.ts';

const prefix = 'discord.form|';

/** Of a form that was kept under this id. */
export const savedFormButton = (id: string, label: string): Button => ({
  label,
  action: prefix + id,
  style: 'primary',
});

/** Whether an action is that of such a button. */
export const opensSavedForm = (action: string) => action.startsWith(prefix);

/** Under which id the form of such a button's action was kept. */
export const savedFormId = (action: string) => action.slice(prefix.length);

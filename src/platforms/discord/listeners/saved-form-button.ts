/** Buttons that open a saved form with its values. */
import type { Button } from '../../chat-protocol.ts';

const prefix = 'discord.form|';

/** Builds the button that opens the saved form with this id. */
export const savedFormButton = (id: string, label: string): Button => ({
  label,
  action: prefix + id,
  style: 'primary',
});

/** Whether this action belongs to such a button. */
export const opensSavedForm = (action: string) => action.startsWith(prefix);

/** Extracts the saved form's id from such an action. */
export const savedFormId = (action: string) => action.slice(prefix.length);

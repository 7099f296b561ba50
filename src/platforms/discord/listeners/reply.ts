/** Renders replies in chat. */
import type { APIMessageTopLevelComponent } from 'discord.js';
import type { Message } from '../../../messages/message.ts';
import type { Reply } from '../../chat-protocol.ts';
import { maxComponents, maxPreviews, maxText } from '../message/limits.ts';
import type { AllowedMentions } from '../message/mention.ts';
import { leastComponents, renderMessage, type SizeBudget } from '../message/render.ts';
import { type ControlComponents, controlRows } from './controls.ts';

export interface ReplyBody {
  components: APIMessageTopLevelComponent[];
  allowed_mentions: AllowedMentions;
}

const separator = { type: 14 } as const;
/** The part of the limits that each message leaves for every preview after it. */
const reserved: SizeBudget = { text: maxText / 10, components: leastComponents + 1 };

/**
 * Renders a reply as one message: the same box as a post, its controls, and the previews below a line. All parts together
 * are within Discord's limits. A reply never pings.
 */
export function renderReply({
  message,
  controls = [],
  previews = [],
}: Pick<Reply, 'message' | 'controls' | 'previews'>) {
  const rows = controlRows(controls);
  const used = measure(rows);
  let left = { text: maxText - used.text, components: maxComponents - used.components };

  /** Renders a message in the remaining budget, less the reserve of the `after` messages that follow. */
  const place = (one: Message, after: number) => {
    const budget = {
      text: left.text - after * reserved.text,
      components: left.components - after * reserved.components,
    };
    const { components } = renderMessage(one, budget);
    const size = measure(components);
    left = { text: left.text - size.text, components: left.components - size.components };
    return components;
  };

  const possible = Math.floor((left.components - leastComponents - 1) / reserved.components);
  const shown = previews.slice(0, Math.min(maxPreviews, possible));
  const first = place(message, shown.length);
  if (shown.length > 0) left.components -= 1;
  // A preview's action buttons would act, so it has none.
  const below = shown.flatMap((preview, index) => place({ ...preview, actions: [] }, shown.length - index - 1));
  return {
    components: [...first, ...rows, ...(shown.length > 0 ? [separator] : []), ...below],
    allowed_mentions: { parse: [], users: [], roles: [], replied_user: false },
  } satisfies ReplyBody;
}

type Component = APIMessageTopLevelComponent | ControlComponents | ControlComponents['components'][number];

/** The size of components, nested ones included. */
function measure(all: readonly Component[]): SizeBudget {
  let size: SizeBudget = { text: 0, components: 0 };
  for (const each of all) {
    const inside = 'components' in each ? measure(each.components as Component[]) : { text: 0, components: 0 };
    const text = 'content' in each ? each.content : 'label' in each ? (each.label ?? '') : '';
    size = { text: size.text + text.length + inside.text, components: size.components + 1 + inside.components };
  }
  return size;
}

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
/** Of each preview: characters and components that the message before it leaves. */
const reserved: SizeBudget = { text: maxText / 10, components: leastComponents + 1 };

/**
 * An answer as one message: the same box as a post, its controls, and below a line the previews; all of it together is
 * within Discord's limits. It pings nobody.
 */
export function renderReply({
  message,
  controls = [],
  previews = [],
}: Pick<Reply, 'message' | 'controls' | 'previews'>) {
  const rows = controlRows(controls);
  const taken = measure(rows);
  let left = { text: maxText - taken.text, components: maxComponents - taken.components };

  /** Shapes a message in what is left, but for what so many after it need. */
  const place = (one: Message, after: number) => {
    const room = { text: left.text - after * reserved.text, components: left.components - after * reserved.components };
    const { components } = renderMessage(one, room);
    const used = measure(components);
    left = { text: left.text - used.text, components: left.components - used.components };
    return components;
  };

  const possible = Math.floor((left.components - leastComponents - 1) / reserved.components);
  const shown = previews.slice(0, Math.min(maxPreviews, possible));
  const first = place(message, shown.length);
  if (shown.length > 0) left.components -= 1;
  const below = shown.flatMap((preview, index) => place(preview, shown.length - index - 1));
  return {
    components: [...first, ...rows, ...(shown.length > 0 ? [separator] : []), ...below],
    allowed_mentions: { parse: [], users: [], roles: [], replied_user: false },
  } satisfies ReplyBody;
}

type Component = APIMessageTopLevelComponent | ControlComponents | ControlComponents['components'][number];

/** What they take of a message's limits, those within them included. */
function measure(all: readonly Component[]): SizeBudget {
  let room: SizeBudget = { text: 0, components: 0 };
  for (const each of all) {
    const inside = 'components' in each ? measure(each.components as Component[]) : { text: 0, components: 0 };
    const text = 'content' in each ? each.content : 'label' in each ? (each.label ?? '') : '';
    room = { text: room.text + text.length + inside.text, components: room.components + 1 + inside.components };
  }
  return room;
}

import { cutText } from '../util/text/cut.ts';
import type { Person } from './event.ts';

/** Characters of an ID or a name in a session's state. */
const most = 200;

/** A person with an ID and a name of bounded length. */
export function boundPerson({ id, name }: Person): Person {
  return { id: id && cutText(id, most), name: name && cutText(name, most) };
}

/** Messages for YAML syntax errors. Each says what to write instead. */
import type { ErrorCode, YAMLError } from 'yaml';
import { cutText } from '../util/text/cut.ts';
import { showInvisible } from '../util/text/invisible.ts';

/** The surroundings of an error in the file. */
interface Place {
  /** The text at the error, up to the next space, comma or bracket: `@here`. */
  word: string;
  /** The yaml library's own message. */
  message: string;
  /** An unquoted `#…` that cut the list or mapping before it short. */
  comment: string | undefined;
}

type Message = string | ((place: Place) => string);

export const tooDeep = 'Nested too deeply. Flatten the lists and mappings';
export const tooManyAliases = 'Too many aliases (*name). Write the values out';

/** `Put "@here" in quotes. Unquoted, @ is reserved in YAML` */
export function quoteIt(word: string, why: string): string {
  return `Write "${word}", with the quotes. Unquoted, ${why}`;
}

export const startsComment = '# starts a comment';
const startsAlias = '* starts an alias';
const special = 'Put the value in quotes. Unquoted, a value that starts with & or ! has a meaning in YAML';

/** Message for an unclosed list or mapping in brackets; null for other errors. */
function unclosed({ message, comment }: Place): string | null {
  const bracket = /end with an? ([\]}])$/.exec(message)?.[1];
  if (bracket === undefined) return null;
  return comment === undefined ? `Missing closing ${bracket}` : quoteIt(comment, startsComment);
}

/** Messages by error code of the yaml library (https://eemeli.org/yaml/#errors), without a final full stop. */
export const yamlSentences: Readonly<Record<ErrorCode, Message>> = {
  BAD_ALIAS: ({ word }) => quoteIt(word, startsAlias),
  BAD_SCALAR_START: ({ word }) => quoteIt(word, `a value can't start with ${word.charAt(0)}`),
  MULTIPLE_DOCS: 'Only one document per file. Delete this --- and keep one "channels:" and one "templates:"',
  RESOURCE_EXHAUSTION: tooDeep,
  DUPLICATE_KEY: ({ word }) => `"${word.replace(/:$/, '')}" is set twice. Delete one of them`,
  TAB_AS_INDENT: 'Indent with spaces, not tabs',
  BAD_INDENT: place => unclosed(place) ?? 'Indent this line like the lines around it',
  MISSING_CHAR: place => unclosed(place) ?? 'Missing closing quote',
  BAD_DQ_ESCAPE: 'Unknown escape. Write \\\\ for a backslash, or use single quotes',
  NON_STRING_KEY: 'Put the value in quotes. Unquoted, a value that starts with { is a mapping',
  UNEXPECTED_TOKEN: 'Put the value in quotes. Unquoted, YAML reads only a part of it',
  BLOCK_AS_IMPLICIT_KEY: 'Put the value in quotes. Unquoted, a colon followed by a space starts a mapping',
  MULTILINE_IMPLICIT_KEY: 'Write the name and its colon on one line. Check for a missing colon or quote',
  BLOCK_IN_FLOW: 'Inside brackets, write lists as [ a, b ] and mappings as { a: b }',
  KEY_OVER_1024_CHARS: 'The name before this colon is too long (1,024 characters max). Check for a missing quote',
  ALIAS_PROPS: special,
  BAD_PROP_ORDER: special,
  MULTIPLE_ANCHORS: special,
  MULTIPLE_TAGS: special,
  TAG_RESOLVE_FAILED: special,
  BAD_COLLECTION_TYPE: special,
  BAD_DIRECTIVE: 'Delete this line. A line that starts with % is a directive in YAML',
  IMPOSSIBLE: "This line can't be read. Check its quotes, colons and indentation",
};

/** The offset of an error and the message for it. An unknown code, of a later library, gets a general message. */
export function describeYamlError(
  { code, message, pos }: Pick<YAMLError, 'code' | 'message' | 'pos'>,
  text: string,
): { offset: number; message: string } {
  const sentence: Message | undefined = yamlSentences[code] ?? yamlSentences.IMPOSSIBLE;
  if (typeof sentence === 'string') return { offset: pos[0], message: sentence };
  const word = wordAt(text, pos[0]);
  const comment = findComment(text, pos[0]);
  const described = sentence({ word, message, comment: comment === undefined ? undefined : wordAt(text, comment) });
  return { offset: described.includes(startsComment) ? (comment ?? pos[0]) : pos[0], message: described };
}

/** The word at an offset: `*.missed` in `{ on: *.missed }`. */
export function wordAt(text: string, offset: number): string {
  const [word = ''] = /^[^\s,\]}]*/.exec(text.slice(offset, offset + 200)) ?? [];
  return showInvisible(cutText(word, 40));
}

/** The offset of an unquoted `#fff }` that follows an opening bracket on the line before `end`. */
function findComment(text: string, end: number): number | undefined {
  const before = text.slice(0, end).trimEnd();
  const start = before.lastIndexOf('\n') + 1;
  const [opened] = /^[^#]*[[{](?:[^#]*[\s,[{])?(?=#\S)/.exec(before.slice(start, start + 2000)) ?? [];
  return opened === undefined ? undefined : start + opened.length;
}

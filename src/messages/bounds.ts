/** Limits of templates and rendered messages. Platforms truncate further, each by its own limits.ts. */
export const bounds = {
  /** Characters of a whole template, front matter included. */
  template: 10_000,
  /** Nesting of blocks and of subexpressions. */
  depth: 20,
  buttons: 5,
  /** Items that one #each writes; the rest are counted (`and 12 more`). */
  items: 25,
  /** Items of all #each of one rendering. */
  iterations: 400,
  /** Placeholders and blocks that the loops of one rendering write: the template's number times the items. */
  steps: 30_000,
  /** List entries that all helpers of one rendering read. */
  entries: 100_000,
  /** Characters of Markdown of all texts of a rendering before parsing. */
  markdown: 20_000,
  /** Values that a rendering writes, each at least three characters of Markdown. */
  places: 7_000,
  /** Characters of all link addresses in one text. */
  addresses: 20_000,
  /** Characters of all addresses that one rendering writes, the invalid ones included. */
  writtenAddresses: 200_000,
  /** Characters of all values of one message. */
  values: 12_000,
  /** Characters of one value, and of one that a person wrote (`message.text`). */
  value: 300,
  writing: 1_000,
  /** Characters of one value in a title or on a button. */
  titleValue: 80,
  /** Characters of one address: more than any platform allows, so that each applies its own limit. */
  url: 20_000,
  /** Nesting of lists and of quotes. */
  nesting: 8,
  /** Reported problems of one template. */
  problems: 20,
} as const;

/** A template can't be used. The message gives its author the reason. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** What a template and what it renders to may not exceed. Platforms cut further, each by its own limits.ts. */
export const bounds = {
  /** Characters of a whole template, front matter included. */
  template: 10_000,
  /** Blocks within blocks, subexpressions within subexpressions. */
  depth: 20,
  buttons: 5,
  /** Items that one #each writes; the others are counted (`and 12 more`). */
  items: 25,
  /** Items that all #each of one rendering write together. */
  iterations: 400,
  /** Placeholders and blocks that one rendering may write in loops: the template's own, times the items. */
  steps: 30_000,
  /** List entries that the helpers of one rendering may look at together. */
  entries: 100_000,
  /** Characters of Markdown that all texts of a rendering may come to together before they are parsed. */
  markdown: 20_000,
  /** Values that a rendering may write: each takes three characters of Markdown at least. */
  places: 7_000,
  /** Characters that the addresses of all links in one text may take together. */
  addresses: 20_000,
  /** Characters that all values of one message may take together. */
  values: 12_000,
  /** Characters of one value, and of one that is somebody's writing (`message.text`). */
  value: 300,
  writing: 1_000,
  /** Characters of one value in a title or on a button. */
  titleValue: 80,
  /** Characters of one address: more than any platform takes, so that each decides by its own limits. */
  url: 20_000,
  /** Lists within lists, quotes within quotes. */
  nesting: 8,
  /** Problems of one template that are reported. */
  problems: 20,
} as const;

/** A template that cannot be used, and why, in a sentence for the one who wrote it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

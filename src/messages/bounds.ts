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
  /** Characters of Markdown that a rendering may come to before it is parsed. */
  markdown: 20_000,
  /** Characters that all values of one message may take together. */
  values: 12_000,
  /** Characters of one value, and of one that is somebody's writing (`message.text`). */
  value: 300,
  writing: 1_000,
  /** Characters of one value in a title or on a button. */
  titleValue: 80,
  url: 2_048,
  /** Lists within lists, quotes within quotes; what is deeper becomes text. */
  nesting: 8,
} as const;

/** A template that cannot be used, and why, in a sentence for the one who wrote it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Waits for all of this work, at most so many milliseconds. */
export async function within(milliseconds: number, work: readonly Promise<unknown>[]): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([Promise.all(work), over]);
  clearTimeout(timer);
}

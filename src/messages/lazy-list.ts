/** A list of this length whose items are created when they are first read, for lists of which a few are used. */
export function createLazyList<Item>(length: number, create: (at: number) => Item): Item[] {
  const items: (Item | typeof unread)[] = Array(length).fill(unread);
  return new Proxy(items, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (value !== unread) return value;
      const at = Number(key);
      const item = create(at);
      target[at] = item;
      return item;
    },
  }) as Item[];
}

const unread = Symbol('unread');

/** Checks of JSON values, combined in validate.ts and validate-view.ts. Each returns its problems with their paths. */
export type Json = Record<string, unknown>;
export type Check = (value: unknown, at: string) => string[];

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text =
  (min: number, max: number): Check =>
  (value, at) => {
    if (typeof value !== 'string') return [`${at}: must be a string`];
    if (!value.isWellFormed()) return [`${at}: must be valid Unicode`];
    if (value.length < min || value.length > max) return [`${at}: must be ${min} to ${max} characters`];
    return [];
  };

export const oneOf =
  (...allowed: unknown[]): Check =>
  (value, at) =>
    allowed.includes(value) ? [] : [`${at}: must be one of ${allowed.join(', ')}`];

export const list =
  (min: number, max: number, item: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return [`${at}: must be an array`];
    if (value.length < min || value.length > max) return [`${at}: must be ${min} to ${max} items`];
    return value.flatMap((one, index) => item(one, `${at}/${index}`));
  };

export const url: Check = (value, at) => {
  const problems = text(1, 3000)(value, at);
  return problems.length > 0 || /^https?:\/\/\S+$/.test(String(value)) ? problems : [`${at}: must be a URL`];
};

export const integer =
  (min: number, max: number): Check =>
  (value, at) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max ? [] : [`${at}: must be an integer`];

export const optional =
  (check: Check): Check =>
  (value, at) =>
    value === undefined ? [] : check(value, at);

/** An object with these fields and no others. */
export const fields =
  (shape: Record<string, Check>): Check =>
  (value, at) => {
    if (!isObject(value)) return [`${at}: must be an object`];
    const unknown = Object.keys(value).filter(key => !(key in shape));
    return [
      ...unknown.map(key => `${at}/${key}: is not allowed`),
      ...Object.entries(shape).flatMap(([key, check]) => check(value[key], `${at}/${key}`)),
    ];
  };

/** An object whose `type` says which of these it must be. */
export const byType =
  (kinds: Record<string, Record<string, Check>>): Check =>
  (value, at) => {
    const type = isObject(value) && typeof value.type === 'string' ? value.type : '';
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    return kind
      ? fields({ ...kind, type: oneOf(type) })(value, at)
      : [`${at}: unsupported type ${JSON.stringify(type)}`];
  };

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The value without its undefined fields, as `exactOptionalPropertyTypes` wants it. */
export function defined<T extends Record<string, unknown>>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Defined<T>;
}

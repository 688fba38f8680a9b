/** A column that is null is a field that is absent. */
export type WithoutNulls<T> = {
  [Name in keyof T as null extends T[Name] ? never : Name]: T[Name];
} & {
  [Name in keyof T as null extends T[Name] ? Name : never]?: NonNullable<T[Name]>;
};

export function withoutNulls<T extends Record<string, unknown>>(row: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as WithoutNulls<T>;
}

import { bigint, customType, type PgBigInt53BuilderInitial } from 'drizzle-orm/pg-core';

/** Ms since the epoch. */
export function time<Name extends string>(name: Name): PgBigInt53BuilderInitial<Name> {
  return bigint(name, { mode: 'number' });
}

export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
  fromDriver: (value) => new Uint8Array(value),
});

import { z } from 'zod';

/** Of the catalog. */
export const databaseUrl = z
  .string('is needed: postgres://user:password@host:port/database, PostgreSQL 15 or newer')
  .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://');

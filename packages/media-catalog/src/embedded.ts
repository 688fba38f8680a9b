/**
 * Scope: a real PostgreSQL where none is given, run from the binaries of an npm package, on loopback.
 * Not here: anything that a deployment with a database of its own needs (see `.`).
 */
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/start-embedded-postgres.js';

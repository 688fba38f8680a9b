/**
 * Scope: the settings that several of our processes have, under one name and with one meaning.
 * Not here: what only one process has (its own `env.ts`), and what is done with a setting.
 */
export { accountKeyName } from './account-keys.js';
export { databaseUrl } from './database.js';
export { ittybitShape } from './ittybit.js';
export { payloadKeys, sealingKeys } from './keys.js';
export { EnvError, readEnvironment, type AccountKeys, type Environment } from './read-environment.js';
export { storeSettings, storeShape, type StoreEnv } from './store.js';
export { temporalShape, temporalTarget, type TemporalEnv, type TemporalTarget } from './temporal.js';
export { boolean, httpUrl, integer, logLevel, secret } from './values.js';

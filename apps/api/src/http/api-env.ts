import type { ApiKey, Tenant } from '@org/media-catalog';
import type { Log } from './log.js';

/** Who asks. */
export interface Caller {
  readonly key: ApiKey;
  readonly tenant: Tenant;
}

/** What the middlewares leave for the routes. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    log: Log;
    /** Of routes below `/v1` only. */
    caller: Caller;
  };
}

/**
 * Scope: the activities that media workflows schedule, as factories with injected dependencies.
 * Not here: HTTP details of the service (`@org/ittybit-client`), ffmpeg, reading the environment, starting workers.
 * Every name below is public API.
 */
export { createIttybitActivities, type IttybitActivitiesDependencies } from './create-ittybit-activities.js';
export { createCheckActivities, type CheckActivitiesDependencies } from './create-check-activities.js';
export {
  createRemoteAccount,
  type RemoteAccount,
  type RemoteAccountOptions,
  type RemoteCalls,
} from './remote-account.js';
export { createRemoteAccounts, type RemoteAccounts } from './remote-accounts.js';
export type { QuotaGate, Patience } from './quota-gate.js';
export type { RemoteWatcher, SeenTask, WatchEnd, WatchRequest, WatchUpdate } from './remote-watcher.js';
export { DEFAULT_WATCH_SETTINGS, type WatchSettings } from './watch-settings.js';
export type { InspectedFile, OutputInspector } from './inspect-output.js';
export type { ActivityMetrics, Log, RemoteCall } from './ports.js';

export {
  createGuardedFetch,
  type GuardedFetch,
  type GuardedFetchOptions,
  type GuardedResponse,
  type ResolvedAddress,
} from './guarded-fetch.js';
export { isPrivateAddress } from './private-address.js';
export { accountBlocked, ActivityError, badInput } from './activity-error.js';
export { toApplicationFailure } from './to-application-failure.js';
export { idempotencyKey } from './idempotency-key.js';
export { redactUrls } from './redact-url.js';

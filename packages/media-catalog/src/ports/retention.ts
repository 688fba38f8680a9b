import type { ResourceKind } from './resource-kind.js';
import type { Tenant } from './tenant.js';

/** What has outlived the retention of its tenant. */
export interface Expired {
  readonly kind: ResourceKind | 'asset';
  readonly id: string;
  /** Of its objects in the store. */
  readonly keys: readonly string[];
  /** Every object below these is its own, too. */
  readonly prefixes: readonly string[];
}

export interface RetentionStore {
  /** Oldest first. Objects are removed before the rows, so that a clean-up that was interrupted finds them again. */
  expired(tenant: Tenant, now: number, limit: number): Promise<readonly Expired[]>;
  remove(tenantId: string, expired: readonly Pick<Expired, 'kind' | 'id'>[]): Promise<void>;
  /** Forgets idempotency keys that are too old to be used; how many. */
  forgetKeys(now: number): Promise<number>;
}

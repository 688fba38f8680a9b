export interface KeyLimits {
  /** Requests a second, and how many at once after a pause. */
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly runningPipelines: number;
  /** Items of batches that have not ended. */
  readonly queuedItems: number;
}

export interface ApiKey {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** The first characters, to tell keys apart. */
  readonly prefix: string;
  readonly limits: KeyLimits;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}

export interface KeyStore {
  /** `hash` is the SHA-256 of the whole key. */
  create(key: {
    id: string;
    tenantId: string;
    name: string;
    prefix: string;
    hash: Uint8Array;
    limits: KeyLimits;
  }): Promise<ApiKey>;
  /** By its hash; revoked ones too. */
  find(hash: Uint8Array): Promise<ApiKey | undefined>;
  list(tenantId?: string): Promise<readonly ApiKey[]>;
  /** False when there is no such key. Revoking twice changes nothing. */
  revoke(id: string): Promise<boolean>;
  touch(id: string, at: number): Promise<void>;
}

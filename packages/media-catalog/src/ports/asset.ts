import type { Page, PageRequest } from './page.js';

export interface AssetRow {
  readonly id: string;
  readonly tenantId: string;
  /** Without its query part. */
  readonly source: string;
  /** In our own store, where it was uploaded. */
  readonly key?: string;
  /** SHA-256 in hex, where the bytes went through us. */
  readonly digest?: string;
  readonly sizeBytes?: number;
  readonly mediaType?: string;
  readonly probe?: unknown;
  readonly createdAt: number;
}

export interface AssetStore {
  /** The same source of the same tenant is one asset. */
  upsert(asset: Omit<AssetRow, 'createdAt'>): Promise<AssetRow>;
  /** Changes nothing where the source is there, and returns what is. */
  create(asset: Omit<AssetRow, 'createdAt'>): Promise<AssetRow>;
  get(tenantId: string, id: string): Promise<AssetRow | undefined>;
  list(tenantId: string, page: PageRequest): Promise<Page<AssetRow>>;
  /** Of these keys of objects the ones that an asset of the tenant names. */
  keysInUse(tenantId: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Name of the Ittybit account that pays for its work; the default one when absent. */
  readonly account?: string;
  /** After so many days closed resources and their objects are removed; never when absent. */
  readonly retentionDays?: number;
}

export interface TenantStore {
  create(tenant: { id: string; name: string; account?: string; retentionDays?: number }): Promise<Tenant>;
  list(): Promise<readonly Tenant[]>;
  get(id: string): Promise<Tenant | undefined>;
  setRetention(id: string, days: number | undefined): Promise<void>;
}

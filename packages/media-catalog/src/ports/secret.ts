/** Secrets that sign callbacks, kept encrypted. Newest first; old ones sign along until they are removed. */
export interface SecretStore {
  list(
    tenantId: string,
  ): Promise<readonly { readonly id: string; readonly sealed: Uint8Array; readonly createdAt: number }[]>;
  add(tenantId: string, secret: { id: string; sealed: Uint8Array }): Promise<void>;
  remove(tenantId: string, id: string): Promise<boolean>;
}

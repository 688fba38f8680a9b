import type { Page, PageRequest } from './page.js';

export interface FileRow {
  readonly id: string;
  readonly tenantId: string;
  readonly workflowId: string;
  readonly assetId?: string;
  /** The stage or item that made it. */
  readonly role: string;
  readonly kind?: string;
  readonly url?: string;
  /** In our own store. */
  readonly key?: string;
  readonly sizeBytes?: number;
  readonly digest?: string;
  readonly durationSeconds?: number;
  readonly createdAt: number;
}

export interface FileStore {
  ofAsset(tenantId: string, assetId: string, page: PageRequest): Promise<Page<FileRow>>;
  ofWorkflow(tenantId: string, workflowId: string): Promise<readonly FileRow[]>;
}

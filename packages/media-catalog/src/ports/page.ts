/** A page, and where the next one begins. Cursors are opaque. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export interface PageRequest {
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListFilter extends PageRequest {
  readonly state?: string;
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  readonly batchId?: string;
}

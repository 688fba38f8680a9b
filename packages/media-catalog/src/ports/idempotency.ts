export interface IdempotencyStore {
  /** Claims a key for a body. Of many at once exactly one is `new`, and all get the same resource. */
  claim(claim: {
    tenantId: string;
    key: string;
    /** Method and path: a key means nothing on another route. */
    route: string;
    bodyHash: Uint8Array;
    resourceId: string;
    expiresAt: number;
  }): Promise<{ readonly state: 'new' | 'same' | 'otherBody'; readonly resourceId: string }>;
}

/** What a callback tells. */
export interface CallbackContent {
  /** `pipeline.succeeded`, `batch.completed`, … */
  readonly event: string;
  /** When the resource ended. */
  readonly at: number;
  readonly id: string;
  readonly state: string;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** By name. URLs without their query part. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly counts?: Readonly<Record<string, number>>;
  readonly error: { readonly type: string; readonly message: string } | undefined;
}

/** The body of a callback, byte for byte the same whenever it is made from the same history. */
export function callbackPayload({
  event,
  at,
  id,
  state,
  metadata,
  outputs,
  ...rest
}: CallbackContent): string {
  const { counts, error } = rest;
  const data = { id, state, metadata: metadata ?? {}, outputs, counts, error };
  return JSON.stringify({ type: event, timestamp: new Date(at).toISOString(), data });
}

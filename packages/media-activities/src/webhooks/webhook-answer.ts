/** What became of a webhook. */
export type WebhookOutcome =
  /** It ended the wait for its task. */
  | 'completed'
  /** Nothing waits for its task any more: a poll, another webhook or a person was first. */
  | 'late'
  /** Its task was settled here a moment ago. */
  | 'repeated'
  /** Its task has not ended. */
  | 'running'
  /** Its token is not one of ours. */
  | 'refused'
  | 'malformed'
  /** The account has no such task, or it is none of the workflow that the address is for. */
  | 'unknown'
  /** The service or Temporal did not answer: it is to be sent again. */
  | 'unavailable';

/** How a webhook is answered. */
export interface WebhookAnswer {
  readonly status: 200 | 400 | 404 | 503;
  readonly outcome: WebhookOutcome;
  /** For whoever sent it, when it was not taken. */
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
}

/** What a receiver counts. */
export interface WebhookMetrics {
  webhook: (labels: { outcome: WebhookOutcome }) => void;
}

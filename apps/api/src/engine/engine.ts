import type {
  BatchFanOutInput,
  BatchUpdated,
  Concurrency,
  MediaPipelineInput,
  WorkflowMemo,
} from '@org/media-contracts';

/** What is started under an id that follows from the request. */
interface Start<Input> {
  readonly id: string;
  readonly input: Input;
  readonly memo: WorkflowMemo;
}

export interface Started {
  readonly id: string;
  readonly runId: string;
  /** False when the id was there already: the same request came a second time. */
  readonly isNew: boolean;
}

/** An item of a batch: by its place in the list from 0, its line from 1, or the caller's own id. */
export type NamedItem =
  | { readonly by: 'index'; readonly index: number }
  | { readonly by: 'line'; readonly line: number }
  | { readonly by: 'id'; readonly id: string };

/** Why something is not finished, or how it ended. */
export interface Explanation {
  readonly state: string;
  readonly reasons: readonly {
    /** A stage, an item, or the whole. */
    readonly subject: string;
    /** A sentence that a person can act on. */
    readonly text: string;
    /** The same as data; `for` says what is waited for. */
    readonly wait?: { readonly for: string };
  }[];
}

/** What the API asks of whatever runs the work; today Temporal. Everything rejects with an `EngineError`. */
export interface Engine {
  readonly startPipeline: (start: Start<MediaPipelineInput>) => Promise<Started>;
  readonly cancelPipeline: (id: string) => Promise<void>;
  /** A person says that the account works again. */
  readonly resumePipeline: (id: string) => Promise<void>;
  readonly explainPipeline: (id: string) => Promise<Explanation>;
  /** Runs again only what did not succeed. However many ask at once, one is started. */
  readonly redrivePipeline: (id: string, memo: WorkflowMemo) => Promise<Started>;

  readonly startBatch: (start: Start<BatchFanOutInput>) => Promise<Started>;
  readonly pauseBatch: (id: string, reason: string | undefined) => Promise<BatchUpdated>;
  readonly resumeBatch: (id: string) => Promise<BatchUpdated>;
  readonly cancelBatch: (
    id: string,
    how: { wait: boolean; reason: string | undefined },
  ) => Promise<BatchUpdated>;
  readonly setBatchConcurrency: (id: string, concurrency: Concurrency) => Promise<BatchUpdated>;
  readonly setBatchSpendCap: (id: string, cap: number | null) => Promise<BatchUpdated>;
  /** Of the whole, or of one item. */
  readonly explainBatch: (id: string, item?: NamedItem) => Promise<Explanation>;
  readonly redriveBatch: (id: string, memo: WorkflowMemo) => Promise<Started>;

  /** Rejects when Temporal does not answer. */
  readonly ping: () => Promise<void>;
}

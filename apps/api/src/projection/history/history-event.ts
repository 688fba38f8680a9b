/** Why something ended without success: the innermost cause, without secrets. */
export interface EventFailure {
  readonly type?: string;
  readonly message: string;
  /** The first of its details; of a timeout: what its last heartbeat told. */
  readonly details?: unknown;
}

interface Head {
  /** Number of the event in its run. */
  readonly id: number;
  /** When it was recorded, by Temporal's clock. */
  readonly at: number;
}

/** What a run began as. */
export interface StartedEvent extends Head {
  readonly type: 'started';
  readonly workflowType: string;
  /** The first of the runs that are one execution: hand-overs and resets keep it. */
  readonly firstRunId: string;
  /** The run under which these events were made first: not this one when they were copied by a reset. */
  readonly originalRunId: string;
  /** The run that handed over to this one. */
  readonly continues?: string;
  readonly input: unknown;
  /** Of the memo: what stands under `MEDIA_MEMO`. With secrets. */
  readonly memo: unknown;
}

export interface ActivityScheduledEvent extends Head {
  readonly type: 'activityScheduled';
  readonly activityId: string;
  readonly activity: string;
  readonly input: unknown;
}

/** Written only when the activity has ended. */
interface ActivityStartedEvent extends Head {
  readonly type: 'activityStarted';
  readonly scheduledId: number;
  readonly attempt: number;
  readonly worker?: string;
  readonly lastFailure?: EventFailure;
}

interface ActivityCompletedEvent extends Head {
  readonly type: 'activityCompleted';
  readonly scheduledId: number;
  readonly output: unknown;
}

interface ActivityFailedEvent extends Head {
  readonly type: 'activityFailed' | 'activityTimedOut';
  readonly scheduledId: number;
  readonly failure: EventFailure;
}

interface ActivityCancelledEvent extends Head {
  readonly type: 'activityCancelled';
  readonly scheduledId: number;
}

export type ActivityEvent =
  | ActivityScheduledEvent
  | ActivityStartedEvent
  | ActivityCompletedEvent
  | ActivityFailedEvent
  | ActivityCancelledEvent;

export interface TimerStartedEvent extends Head {
  readonly type: 'timerStarted';
  readonly summary?: string;
  readonly until: number;
}

export interface UpdateAcceptedEvent extends Head {
  readonly type: 'updateAccepted';
  readonly name: string;
  readonly input: unknown;
}

export type EndEvent =
  | (Head & { readonly type: 'completed'; readonly output: unknown })
  | (Head & { readonly type: 'failed'; readonly failure: EventFailure })
  | (Head & { readonly type: 'cancelled'; readonly details: unknown })
  | (Head & { readonly type: 'terminated'; readonly reason: string })
  | (Head & { readonly type: 'timedOut' });

/** The run ended, and the execution goes on in another one. */
export interface HandedOverEvent extends Head {
  readonly type: 'handedOver';
  /** Absent after a reset, whose run is found by visibility. */
  readonly newRunId?: string;
}

/** What a history tells that the catalog wants to know; anything else in it is left out. */
export type HistoryEvent =
  | StartedEvent
  | ActivityEvent
  | TimerStartedEvent
  | UpdateAcceptedEvent
  | EndEvent
  | HandedOverEvent
  /** The workflow has decided on everything before. */
  | (Head & { readonly type: 'taskCompleted' })
  /** What comes before was copied from the run that was reset. */
  | (Head & { readonly type: 'reset'; readonly newRunId: string })
  | (Head & { readonly type: 'cancelRequested' });

import type { Page, PageRequest } from './page.js';

export interface ActivityRow {
  readonly workflowId: string;
  readonly runId: string;
  /** Event number of `ActivityTaskScheduled`: with the run it names the execution. */
  readonly scheduledEventId: number;
  readonly activityId: string;
  readonly type: string;
  readonly state: 'scheduled' | 'completed' | 'failed' | 'timedOut' | 'cancelled';
  readonly input?: unknown;
  readonly output?: unknown;
  readonly attempts?: number;
  readonly failure?: { readonly type?: string; readonly message: string };
  /** Identity of the worker; absent for what a webhook completed before any worker took it. */
  readonly worker?: string;
  readonly scheduledAt: number;
  readonly startedAt?: number;
  readonly closedAt?: number;
}

export interface ActivityStore {
  /** In the order in which they were scheduled. */
  list(tenantId: string, workflowId: string, page: PageRequest): Promise<Page<ActivityRow>>;
}

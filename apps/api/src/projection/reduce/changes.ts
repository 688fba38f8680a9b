import type { ActivityRow, BatchItemRow, EventRow, FileRow, WorkflowUpdate } from '@org/media-catalog';

export type NewEvent = Omit<EventRow, 'resourceId' | 'seq'>;
export type NewCallback = WorkflowUpdate['callbacks'][number];

/** What events tell of a resource beside its row. */
export interface News {
  readonly events?: readonly NewEvent[];
  readonly files?: readonly FileRow[];
  readonly items?: readonly BatchItemRow[];
  readonly callbacks?: readonly NewCallback[];
}

/** Collects what a chunk of events changes. Of an activity or a file only the last state counts. */
export interface Changes {
  readonly activity: (row: ActivityRow) => void;
  readonly news: (news: News) => void;
  readonly collected: () => Pick<WorkflowUpdate, 'activities' | 'files' | 'items' | 'events' | 'callbacks'>;
}

export function createChanges(): Changes {
  const activities = new Map<number, ActivityRow>();
  const files = new Map<string, FileRow>();
  const items: BatchItemRow[] = [];
  const events: NewEvent[] = [];
  const callbacks: NewCallback[] = [];
  return {
    activity: (row) => void activities.set(row.scheduledEventId, row),
    news: (news) => {
      events.push(...(news.events ?? []));
      items.push(...(news.items ?? []));
      callbacks.push(...(news.callbacks ?? []));
      for (const file of news.files ?? []) files.set(file.id, file);
    },
    collected: () => ({
      activities: [...activities.values()],
      files: [...files.values()],
      ...(items.length > 0 && { items }),
      events,
      callbacks,
    }),
  };
}

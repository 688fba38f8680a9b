import type { FaultSwitchboard } from '../fault-switchboard.js';
import type { WebhookStore } from '../store/webhook-store.js';
import { inputUrl, type TaskRecord } from '../task-record.js';

/** How long after the true end the older state of an out-of-order webhook follows, in milliseconds. */
const STALE_AFTER_MS = 50;

/** Decides which deliveries a task causes, faults included. */
export interface WebhookPlan {
  created: (task: TaskRecord, now: number) => void;
  ended: (task: TaskRecord, now: number) => void;
}

export function createWebhookPlan(store: WebhookStore, faults: FaultSwitchboard): WebhookPlan {
  const targetOf = (task: TaskRecord) => ({ taskKind: task.request.kind, inputUrl: inputUrl(task.request) });
  return {
    created: (task, now) => {
      const url = task.request.webhookUrl;
      if (url === null || !faults.take('webhookForged', targetOf(task))) return;
      store.add({ taskId: task.id, url, variant: 'forged', at: now });
    },
    ended: (task, now) => {
      const url = task.request.webhookUrl;
      const target = targetOf(task);
      if (url === null || task.status === 'lost' || faults.take('webhookLost', target)) return;
      const at = now + (faults.take('webhookLate', target)?.ms ?? 0);
      const copies = faults.take('webhookDoubled', target) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) store.add({ taskId: task.id, url, variant: 'real', at });
      if (faults.take('webhookOutOfOrder', target)) {
        store.add({ taskId: task.id, url, variant: 'stale', at: at + STALE_AFTER_MS });
      }
    },
  };
}

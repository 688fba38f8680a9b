import { toResource, type View } from '../resource.js';
import type { WebhookVariant } from '../store/webhook-store.js';
import type { TaskRecord } from '../task-record.js';

/** What is posted: the resource itself, with its result as an object, as the webhook guide shows. */
export function webhookBody(task: TaskRecord, variant: WebhookVariant, view: View): string {
  const resource = toResource(task, { ...view, shape: view.shape === 'string' ? 'url' : view.shape });
  switch (variant) {
    case 'real':
      return JSON.stringify(resource);
    case 'forged':
      return JSON.stringify({
        ...resource,
        status: 'succeeded',
        progress: 100,
        output: { url: `https://forged.invalid/${task.id}` },
      });
    case 'stale':
      return JSON.stringify({
        ...resource,
        status: 'processing',
        progress: 50,
        output: null,
        finished_at: null,
      });
  }
}

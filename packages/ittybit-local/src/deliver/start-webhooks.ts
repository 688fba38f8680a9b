import type { State } from '../create-services.js';
import { webhookBody } from './webhook-body.js';
import { createWebhookSender, type WebhookSender } from './webhook-sender.js';

/** The sender of a server's webhooks, joined to its state. */
export function startWebhooks({
  options,
  database,
  tasks,
  webhooks,
  viewOf,
  now,
  log,
}: State): WebhookSender {
  return createWebhookSender({
    store: webhooks,
    settings: options.webhooks ?? {},
    allowPrivateAddresses: options.allowPrivateAddresses ?? false,
    now,
    settle: () => {
      tasks.settle(now());
    },
    nextEndAt: tasks.nextWebhookDueAt,
    bodyOf: ({ taskId, variant }) => {
      const task = tasks.get(taskId);
      return task && webhookBody(task, variant, viewOf(task, 'get'));
    },
    committed: database.committed,
    log,
  });
}

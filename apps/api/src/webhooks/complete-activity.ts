import type { Catalog } from '@org/media-catalog';
import type { WebhookReceiverOptions } from '@org/media-activities';
import { ActivityNotFoundError, type Client } from '@temporalio/client';

type Complete = WebhookReceiverOptions['complete'];

/**
 * Ends the activity that waits for a task. A task names the first workflow of a line of redrives, and the one that waits
 * may be a redrive of it: there the activity has the same id, as it is of the same generation of the same operation.
 */
export function completeActivity(
  { activity: activities }: { readonly activity: Pick<Client['activity'], 'complete'> },
  { redrives }: Pick<Catalog, 'redrives'>,
): Complete {
  return async (activity, outcome) => {
    try {
      await activities.complete(activity, outcome);
    } catch (error) {
      if (!(error instanceof ActivityNotFoundError)) throw error;
      for (const workflowId of await redrives.openOf(activity.workflowId)) {
        const isEnded = await ended(() => activities.complete({ ...activity, workflowId }, outcome));
        if (isEnded) return;
      }
      throw error;
    }
  };
}

async function ended(complete: () => Promise<void>): Promise<boolean> {
  try {
    await complete();
    return true;
  } catch (error) {
    if (error instanceof ActivityNotFoundError) return false;
    throw error;
  }
}

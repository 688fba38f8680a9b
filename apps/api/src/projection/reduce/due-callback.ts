import { callbackPayload, type CallbackContent } from './callback-payload.js';
import type { NewCallback } from './changes.js';
import type { ProjectedRun } from './project.js';
import { stableId } from './stable-id.js';

/** The callback that the end of a resource is due, if its starter asked for it. Once for each line of runs and event. */
export function dueCallback(
  { workflowId, owner }: ProjectedRun,
  firstRunId: string,
  content: CallbackContent,
): NewCallback[] {
  const { callback } = owner;
  const { event } = content;
  if (!callback || (callback.events && !callback.events.includes(event))) return [];
  const id = stableId('cb', workflowId, firstRunId, event);
  return [{ id, event, url: callback.url, payload: callbackPayload(content) }];
}

import type { StageName } from '@org/media-contracts';
import { clockTime, type StagePicture, type StageWait } from '@org/media-control';

/**
 * A stage on one line: state, generation, remote id, progress, what it waits for and until when.
 * All times are absolute, so that a line changes only when something happened.
 */
export function stageLine(stage: StageName, picture: StagePicture): string {
  const { state, operation, remoteId, progress, remoteStatus, wait, error, adopted } = picture;
  const parts = [
    adopted ? `${state} (kept from the run before)` : state,
    operation && operation.generation > 1 ? `generation ${operation.generation}` : undefined,
    remoteId,
    progress === undefined || wait === undefined ? undefined : `${Math.round(progress)} %`,
    wait === undefined ? undefined : waitText(wait, remoteStatus),
    error ? `${error.type}: ${error.message}` : undefined,
  ];
  return `${stage.padEnd(10)} ${parts.filter((part) => part !== undefined && part !== '').join('  ')}`;
}

/** A wait in a few words. */
function waitText(wait: StageWait, remoteStatus?: string): string {
  switch (wait.for) {
    case 'stages':
      return `waits for ${wait.what}`;
    case 'slot':
      return 'waits for a worker with a free slot';
    case 'request':
      return wait.attempt > 1 ? `asking the service (attempt ${wait.attempt})` : 'asking the service';
    case 'remote':
      return remoteText(wait, remoteStatus);
    case 'quota':
      return `waits for quota${until(wait.until)}`;
    case 'retry':
      return `attempt ${wait.attempt}${wait.at === undefined ? ' soon' : ` at ${clockTime(wait.at)}`}: ${wait.because}`;
    case 'generation':
      return `generation ${wait.generation}${wait.at === undefined ? ' follows' : ` at ${clockTime(wait.at)}`}: ${wait.because}`;
    case 'person':
      return `waits for a person: ${wait.reason}`;
    case 'cancellation':
      return 'being cancelled';
    case 'workflow':
      return `waits for ${wait.what}`;
  }
}

function remoteText(wait: Extract<StageWait, { for: 'remote' }>, remoteStatus: string | undefined): string {
  if (wait.missingSince !== undefined)
    return `the service denies the task since ${clockTime(wait.missingSince)}`;
  return remoteStatus ?? 'waits for the remote task';
}

function until(at: number | undefined): string {
  return at === undefined ? '' : ` until ${clockTime(at)}`;
}

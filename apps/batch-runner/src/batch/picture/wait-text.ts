import { clause, clockTime, counted, queueText, type BatchWait } from '@org/media-control';

/** A wait in a few words. All times are absolute, so that a line changes only when something happened. */
export function waitText(wait: BatchWait): string {
  switch (wait.for) {
    case 'workflow':
    case 'other':
      return wait.text;
    case 'pause':
      return `paused since ${clockTime(wait.since)}${wait.reason === undefined ? '' : `: ${clause(wait.reason)}`}`;
    case 'account':
      return `parked since ${clockTime(wait.since)}: ${clause(wait.reason)}${nextProbe(wait.nextProbeAt)}`;
    case 'spend':
      return `parked since ${clockTime(wait.since)} at the cap on spend: ${clause(wait.reason)}`;
    case 'store': {
      const next = wait.at === undefined ? 'runs' : `at ${clockTime(wait.at)}`;
      return `${wait.doing} fails: ${clause(wait.because)}; attempt ${wait.attempt} ${next}`;
    }
    case 'slot':
      return queueText(wait.queue);
    case 'quota':
      return `waiting for quota until ${clockTime(wait.until)}`;
    case 'retry': {
      const next = wait.at === undefined ? '' : `; asks again at ${clockTime(wait.at)}`;
      return `requests of ${counted(wait.items, 'item')} fail: ${clause(wait.because)}${next}`;
    }
    case 'storeWork':
      return wait.doing;
    case 'stop':
      return `${clause(wait.message)}; ${wait.planned ? `${wait.inFlight} still in flight` : 'its list is still being read'}`;
    case 'backOff':
      return `${counted(wait.items, 'item')} with a lane, for another generation, quota or the account`;
    case 'remote':
      return `${counted(wait.items, 'item')} at the remote service`;
  }
}

function nextProbe(at: number | undefined): string {
  return at === undefined ? '' : `; asks again at ${clockTime(at)}`;
}

import type { IttybitDecision, IttybitOperation } from './ittybit-error.js';

/** What an HTTP status other than a success means. */
export function decide(status: number, operation: IttybitOperation): IttybitDecision {
  switch (status) {
    case 401:
    case 402:
    case 403:
      return 'accountBlocked';
    case 404:
      // On a create or a list it is the path that is unknown, not a task.
      return operation === 'get' || operation === 'atomicGet' ? 'notFound' : 'badInput';
    case 408:
      return 'transient';
    case 409:
      return 'conflict';
    case 429:
      return 'throttled';
    default:
      return status >= 400 && status < 500 ? 'badInput' : 'transient';
  }
}

/** What to do about it, in one sentence. */
export const ADVICE: Record<IttybitDecision, string> = {
  badInput: 'Change the request: the same one will be refused again.',
  accountBlocked: 'Check the API key, the plan and the payment of the account.',
  throttled: 'Send fewer requests, or wait as long as the service asks.',
  transient: 'The same call may work later.',
  notFound: 'Check the id and the `api` setting (jobs or tasks); a read may lag behind a create.',
  conflict: 'The idempotency key was used with another body: look the task up, do not make a new key.',
};

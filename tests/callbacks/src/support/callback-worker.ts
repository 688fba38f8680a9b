/**
 * A program: the role `callbacks` alone, for tests that kill it. The catalog is with the parent, which answers by IPC:
 * what a dead worker had not said is not kept.
 *
 * Arguments: the address of Temporal, and the task queue.
 */
import { createCallbackActivities, createCallbackPost } from '@org/media-activities';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { LedgerAnswer, LedgerCall, LedgerMethod } from './forked-worker.ts';

const [address = '', taskQueue = ''] = process.argv.slice(2);
const waiting = new Map<number, PromiseWithResolvers<unknown>>();
let calls = 0;

process.on('message', ({ call, value }: LedgerAnswer) => {
  waiting.get(call)?.resolve(value);
  waiting.delete(call);
});
// Nobody is left to answer.
process.on('disconnect', () => process.exit(0));

function ask<T>(method: LedgerMethod, ...args: unknown[]): Promise<T> {
  const answer = Promise.withResolvers<unknown>();
  waiting.set(++calls, answer);
  process.send?.({ call: calls, method, args } satisfies LedgerCall);
  return answer.promise as Promise<T>;
}

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});
const activities = createCallbackActivities({
  callbacks: {
    load: (id) => ask('load', id),
    attempts: (tenantId, id) => ask('attempts', tenantId, id),
    recordAttempt: (id, attempt, next) => ask('recordAttempt', id, attempt, next),
  },
  secretsOf: (tenantId) => ask('secretsOf', tenantId),
  post: createCallbackPost({ allowPrivateAddresses: true }),
});
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  activities: { ...activities },
});
await worker.run();

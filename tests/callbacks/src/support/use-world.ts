import { temporalAddress } from '@org/tests-support';
import { bundleWorkflows } from '@org/tests-support/workflow-bundle';
import type { WorkflowBundle } from '@temporalio/worker';
import type { RequestListener } from 'node:http';
import type { TestContext } from 'vitest';
import { openWorld, type CallbackWorld, type WorldOptions } from './callback-world.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from './receiver.ts';

type Test = Pick<TestContext, 'onTestFinished'>;

let bundle: Promise<WorkflowBundle> | undefined;

/** A world for one test. It is closed when the test is finished. */
export async function useWorld(test: Test, options: Partial<WorldOptions> = {}): Promise<CallbackWorld> {
  bundle ??= bundleWorkflows();
  const world = await openWorld({ address: temporalAddress(), bundle: await bundle, ...options });
  test.onTestFinished(world.close);
  return world;
}

/** A receiver for one test. */
export async function useReceiver(
  test: Test,
  answers: readonly RequestListener[],
  options?: ReceiverOptions,
): Promise<Receiver> {
  const receiver = await startReceiver(answers, options);
  test.onTestFinished(receiver.close);
  return receiver;
}

import { temporalAddress } from '@org/tests-support';
import { bundleWorkflows } from '@org/tests-support/workflow-bundle';
import type { WorkflowBundle } from '@temporalio/worker';
import type { TestContext } from 'vitest';
import { openWorld, type BatchWorld, type WorldOptions } from './batch-world.ts';
import { memoryBatchStore, type MemoryBatchStore, type StoreScript } from './memory-batch-store.ts';
import { scriptedService, type RemoteScript, type ScriptedService } from './scripted-service.ts';

export interface UsedWorld {
  readonly world: BatchWorld;
  readonly service: ScriptedService;
  readonly store: MemoryBatchStore;
}

let bundle: Promise<WorkflowBundle> | undefined;

/** A world for one test, with activities that follow a script. It is closed when the test is finished. */
export async function useWorld(
  test: Pick<TestContext, 'onTestFinished'>,
  script: RemoteScript & StoreScript = {},
  options: Partial<WorldOptions> = {},
): Promise<UsedWorld> {
  const service = scriptedService(script);
  const store = memoryBatchStore(script);
  bundle ??= bundleWorkflows();
  const world = await openWorld({
    address: options.address ?? temporalAddress(),
    bundle: await bundle,
    service,
    store,
    ...options,
  });
  test.onTestFinished(world.close);
  return { world, service, store };
}

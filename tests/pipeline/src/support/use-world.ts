import { temporalAddress } from '@org/tests-support';
import { bundleWorkflows } from '@org/tests-support/workflow-bundle';
import type { WorkflowBundle } from '@temporalio/worker';
import type { TestContext } from 'vitest';
import { openWorld, type PipelineWorld, type WorldOptions } from './pipeline-world.ts';
import { scriptedService, type Script, type ScriptedService } from './scripted-service.ts';

let bundle: Promise<WorkflowBundle> | undefined;

/** A world for one test, with activities that follow a script. It is closed when the test is finished. */
export async function useWorld(
  test: Pick<TestContext, 'onTestFinished'>,
  script: Script = {},
  options: Partial<WorldOptions> = {},
): Promise<{ world: PipelineWorld; service: ScriptedService }> {
  const service = scriptedService(script);
  bundle ??= bundleWorkflows();
  const world = await openWorld({
    address: temporalAddress(),
    bundle: await bundle,
    service,
    ...options,
  });
  test.onTestFinished(world.close);
  return { world, service };
}

import { createRequire } from 'node:module';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The built package, as a worker bundles it, or another entry in its place. About one second. */
export async function bundleWorkflows(
  entry: string = createRequire(import.meta.url).resolve('@org/media-workflows'),
): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('WARN') });
}

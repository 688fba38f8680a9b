import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The built package, as a worker bundles it, or another entry in its place. About one second. */
export async function bundleWorkflows(
  entry: string = fileURLToPath(import.meta.resolve('@org/media-workflows')),
): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('WARN') });
}

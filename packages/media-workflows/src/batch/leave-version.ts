import { workflowInfo, type ContinueAsNewOptions } from '@temporalio/workflow';

type HandOverOptions = Pick<ContinueAsNewOptions, 'initialVersioningBehavior'>;

/**
 * Lets the next run begin on the current version of the deployment. A run stays on the version that began it, and
 * one that is pinned hands its version on: a batch of days would otherwise need the workers of that release to its end.
 *
 * Newer servers are told by an option, once they say that there is another version. Servers that know no such option
 * (1.29) look at the versioning behaviour of the task that continues as new. The SDK has no way to declare that for one
 * task, so it is set where the SDK keeps it. It is no part of the history, and heeded only when the task is accepted:
 * a hand-over that has to be tried again finds the run pinned as before.
 *
 * Call it at the very end of a run, and use what it returns to continue as new.
 */
export function leaveVersion(): HandOverOptions {
  const { currentDeploymentVersion, targetWorkerDeploymentVersionChanged } = workflowInfo();
  // A worker without a deployment must not declare a behaviour: the server would refuse the task.
  if (!currentDeploymentVersion?.deploymentName) return {};
  const { __TEMPORAL_ACTIVATOR__: activator } = globalThis as SandboxGlobals;
  if (activator) activator.versioningBehavior = 'AUTO_UPGRADE';
  return targetWorkerDeploymentVersionChanged ? { initialVersioningBehavior: 'AUTO_UPGRADE' } : {};
}

interface SandboxGlobals {
  readonly __TEMPORAL_ACTIVATOR__?: { versioningBehavior?: 'AUTO_UPGRADE' | 'PINNED' };
}

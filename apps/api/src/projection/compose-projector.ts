import { systemClock } from '@org/ittybit-client';
import type { Catalog } from '@org/media-catalog';
import { WORKFLOWS, type DeliverCallbackWorkflow } from '@org/media-contracts';
import { type Logger, toLog } from '@org/media-log';
import { WorkflowNotFoundError } from '@temporalio/common';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { Env } from '../env.js';
import type { ApiMetrics } from '../http/metrics.js';
import {
  createAskBatch,
  createProjectionMetrics,
  createProjector,
  createTemporalHistory,
  type Projector,
  type StartCallback,
} from './index.js';

/** Delivering starts within this time or is tried again. In ms. */
const START_MS = 5_000;

/** The projector over Temporal and the catalog, as this process has them. */
export function composeProjector(
  env: Env,
  deps: {
    readonly client: Client;
    readonly catalog: Catalog;
    readonly logger: Logger;
    readonly metrics: ApiMetrics;
  },
): Projector {
  const { client, catalog, logger, metrics } = deps;
  return createProjector({
    source: createTemporalHistory(client, env.TASK_QUEUE),
    projection: catalog.projection,
    callbacks: catalog.callbacks,
    askBatch: createAskBatch(client),
    startCallback: createStartCallback(client, env.TASK_QUEUE),
    isDelivering: (workflowId) => isRunning(client, workflowId),
    clock: systemClock,
    log: toLog(logger.child({ component: 'projector' })),
    metrics: createProjectionMetrics(metrics.registry),
    adoptTenant: env.API_ADOPT_TENANT,
  });
}

function createStartCallback(client: Client, taskQueue: string): StartCallback {
  return async ({ id: callbackId, replays: replay }, workflowId) => {
    try {
      await client.connection.withDeadline(Date.now() + START_MS, () =>
        client.workflow.start<DeliverCallbackWorkflow>(WORKFLOWS.deliverCallback, {
          taskQueue,
          workflowId,
          args: [{ callbackId, replay }],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
        }),
      );
    } catch (error) {
      // It was started, and the catalog went away before that could be noted.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
}

/** What Temporal has forgotten has ended. */
async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.connection.withDeadline(Date.now() + START_MS, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

import type { Lineage, Operation, StageName } from '@org/media-contracts';
import { workflowInfo } from '@temporalio/workflow';

/** Names a stage's remote work: the same across attempts, resets, continue-as-new and redrives. */
export function operationId(lineage: Lineage, stage: StageName): string {
  return `${lineage.workflowId}/${lineage.runId}/${stage}`;
}

/** The first generation of an operation, scheduled now. */
export function firstGeneration(id: string): Operation {
  return { operationId: id, generation: 1, startedAt: scheduledAt() };
}

/** Another remote task for the same operation: the one before has ended without success. */
export function nextGeneration(operation: Operation): Operation {
  return { ...operation, generation: operation.generation + 1, startedAt: scheduledAt() };
}

/**
 * The activity's explicit id: the default one counts per run, so that a late completion by id
 * would end another stage. A hash keeps it short whatever the workflow id is.
 */
export function activityIdOf({ operationId: id, generation }: Operation): string {
  return `g${generation}-${fnv1a64(`${id}#${generation}`)}`;
}

/**
 * After a reset a generation is scheduled a second time under the key of the first, whose age is not
 * known. The start of the run that was reset is the earliest it can be: an old key is then looked up,
 * never trusted. A reset keeps `startTime`; `runStartTime` is the time of the reset.
 */
function scheduledAt(): number {
  const { runId, firstExecutionRunId, startTime } = workflowInfo();
  return runId === firstExecutionRunId ? Date.now() : startTime.getTime();
}

/** FNV-1a, 64 bits, over UTF-16 code units: the sandbox has no crypto, and an id needs no secrecy. */
export function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

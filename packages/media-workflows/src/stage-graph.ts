import { CancellationScope } from '@temporalio/workflow';
import type { StageName } from '@org/media-contracts';
import { inspectOutput } from './inspect-output.js';
import { runStage, type StageContext } from './run-stage.js';

/**
 * Runs the stages in their order; how each ended is on the board.
 *
 * The later stages need only the ingested file, so none of them is kept from running by the failure of
 * another. Outputs are inspected beside the stages that follow, off the critical path.
 */
export async function runStages(context: StageContext): Promise<void> {
  const { plan } = context;
  const inspections: Promise<void>[] = [];
  const run = (stage: StageName, input: string): Promise<string | undefined> =>
    runOne(context, { stage, input, inspections });

  const ingested = await run('ingest', plan.source);
  const input = plan.stages.ingest.enabled ? ingested : plan.source;
  if (input !== undefined) {
    const siblings = [run('thumbnails', input), run('audio', input)];
    if (!plan.transcodeInParallel) await Promise.all(siblings);
    await Promise.all([...siblings, run('transcode', input)]);
  }
  await Promise.all(inspections);
}

/** Resolves with the URL of the output, or with undefined when there is none. */
function runOne(
  context: StageContext,
  { stage, input, inspections }: { stage: StageName; input: string; inspections: Promise<void>[] },
): Promise<string | undefined> {
  if (!context.plan.stages[stage].enabled) {
    context.board.enter(stage, { state: 'disabled' });
    return Promise.resolve(undefined);
  }
  if (CancellationScope.current().consideredCancelled) return Promise.resolve(undefined);
  return runStage(context, stage, input).then((success) => {
    if (success) inspections.push(inspectOutput(context, stage, success.file));
    return success?.outputUrl;
  });
}

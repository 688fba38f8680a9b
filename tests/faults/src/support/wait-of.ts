import { runBatchRunner, type Stack } from '@org/tests-harness';

/** What `pipeline status` says that a stage waits for. */
export async function waitOf(
  stack: Stack,
  workflowId: string,
  stage: string,
): Promise<Record<string, unknown> | undefined> {
  const { json } = await runBatchRunner(stack, ['pipeline', 'status', workflowId]);
  const { stages } = json['status'] as { stages: Record<string, { wait?: Record<string, unknown> }> };
  return stages[stage]?.wait;
}

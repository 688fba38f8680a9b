import { isDeepStrictEqual } from 'node:util';
import { startStack, type Stack } from '@org/tests-harness';
import { callsOf } from '../api/call-api.ts';
import { waitForRow, type ResourceView } from '../api/wait-for-row.ts';

export interface FaultyWebhooks {
  /** With the faults every pipeline ended as one without, and nothing was bought twice. */
  readonly sameEndState: boolean;
  readonly differing: number;
  /** Webhooks that never came, and that came twice: without any the rest would prove nothing. */
  readonly lost: number;
  readonly doubled: number;
  readonly duplicateCreates: number;
  readonly creates: number;
}

interface PipelineView extends ResourceView {
  readonly stages: readonly {
    readonly stage: string;
    readonly state: string;
    readonly generation?: number;
  }[];
}

const SHARE = 0.2;
const STAGES = 4;
/** Time of the watch, and with it what a lost webhook costs, is divided by ten. */
const WATCH_SCALE = '0.1';

/** Pipelines while one in five webhooks is lost and one in five comes twice. */
export async function measureFaultyWebhooks(pipelines: number): Promise<FaultyWebhooks> {
  const stack = await startStack({
    remoteArgs: ['--simulate', 'constant:300'],
    workerEnv: { WORKER_WATCH_SCALE: WATCH_SCALE },
    api: true,
  });
  try {
    const wanted = await endStateOf(stack, 'plain');
    await stack.admin.setFaults([
      { fault: 'webhookLost', probability: SHARE },
      { fault: 'webhookDoubled', probability: SHARE },
    ]);
    const mark = await stack.admin.mark();
    const names = Array.from({ length: pipelines }, (_, index) => `faulty-${index}`);
    const ends = await Promise.all(names.map((name) => endStateOf(stack, name)));
    const { creates, duplicates } = await stack.admin.ledger(mark);
    const struck = await stack.admin.struck();
    const times = (fault: string): number => struck.find(({ rule }) => rule.fault === fault)?.applied ?? 0;
    const differing = ends.filter((end) => !isDeepStrictEqual(end, wanted)).length;
    return {
      sameEndState: differing === 0 && duplicates.length === 0 && creates === pipelines * STAGES,
      differing,
      lost: times('webhookLost'),
      doubled: times('webhookDoubled'),
      duplicateCreates: duplicates.length,
      creates,
    };
  } finally {
    await stack.stop();
  }
}

/** What is the same whenever a pipeline runs and however its ends are learned of: not its ids and times. */
async function endStateOf(stack: Stack, name: string): Promise<unknown> {
  const source = `https://media.test/${name}.mp4`;
  const { id } = await callsOf(stack).post<{ id: string }>('/v1/pipelines', {
    source,
    inspectOutputs: false,
  });
  const row = await waitForRow<PipelineView>(
    stack,
    `/v1/pipelines/${id}`,
    ({ closedAt }) => closedAt !== undefined,
  );
  const stages = row.stages.map(({ stage, state, generation }) => ({ stage, state, generation }));
  return { state: row.state, stages: stages.toSorted((a, b) => a.stage.localeCompare(b.stage)) };
}

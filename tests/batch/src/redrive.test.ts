import type { PlannedItem } from '@org/media-contracts';
import { describe, it } from 'vitest';
import { statusOf } from './support/batch-world.ts';
import { itemAt } from './support/scripted-items.ts';
import { useWorld } from './support/use-world.ts';

const LINEAGE = { workflowId: 'films', runId: 'the-first-run' };
const STARTED_AT = 1_700_000_000_000;

/** Three items of a batch that is redone: one still runs, one ended badly, one never started. */
const redrive: readonly PlannedItem[] = [
  { ...planned(0, 5), inherited: { operation: operation(5, 2), remoteId: 'task-5-2' } },
  { ...planned(1, 7), inherited: { operation: operation(7, 1), remoteId: 'task-7-1', ended: true } },
  planned(2, 9),
];

describe.concurrent('a redrive', () => {
  it('takes over each operation under the names of the first batch', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(test, { redrive });
    const of = { workflowId: 'films-again', runId: 'the-second-run' };
    const batch = await world.start({
      redrive: {
        of,
        lineage: LINEAGE,
        planFolder: 'batches/films/plan',
        unflushed: [],
        only: ['failed', 'notStarted'],
      },
    });
    expect((await batch.result()).counts.succeeded).toBe(3);
    const [running, ended, fresh] = [0, 1, 2].map((index) => service.callsOf(index)[0]?.work);

    // What still runs, or succeeded meanwhile, is gone on with as it is.
    expect(running?.operation).toEqual(operation(5, 2));
    expect(running?.remoteId).toBe('task-5-2');
    // What ended badly is asked for once more, by the next generation.
    expect(ended?.operation).toMatchObject({ operationId: operation(7, 1).operationId, generation: 2 });
    // Another redrive may have asked for it before: its key counts as old as that of the one before.
    expect(ended?.operation.startedAt).toBe(STARTED_AT);
    expect(ended).not.toHaveProperty('remoteId');
    expect(fresh?.operation).toMatchObject({ operationId: operation(9, 1).operationId, generation: 1 });
    for (const work of [running, ended, fresh]) expect(work?.lineage).toEqual(LINEAGE);

    expect(store.manifests[0]?.input).toMatchObject({
      parent: of,
      lineage: LINEAGE,
      batch: { workflowId: batch.workflowId, runId: batch.firstExecutionRunId },
    });
    expect(await statusOf(batch)).toMatchObject({ lineage: LINEAGE, redriveOf: of });
  });
});

function planned(index: number, origin: number): PlannedItem {
  return { ...itemAt(index), index, line: origin + 1, ordinal: index, origin };
}

function operation(
  origin: number,
  generation: number,
): { operationId: string; generation: number; startedAt: number } {
  return {
    operationId: `${LINEAGE.workflowId}/${LINEAGE.runId}/${origin}`,
    generation,
    startedAt: STARTED_AT,
  };
}

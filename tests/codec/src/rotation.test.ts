import type { RunningProcess } from '@org/dev-stack';
import { rawHistory, resultOf, startPipeline } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { A, B } from './support/keys.ts';
import { readyWorker, useStack } from './support/use-stack.ts';
import { withKeys } from './support/with-keys.ts';

const stack = useStack('codec-rotation', ['--simulate', 'constant:1500']);

/** Each step reads what the step before and the step after it write, so that both may run side by side. */
const STEPS = [undefined, `plain,${A}`, A, `${A},${B}`, `${B},${A}`, B];
const TASKS_PER_PIPELINE = 4;

describe('keys', () => {
  it('are switched on and rotated one worker at a time while pipelines run: all complete, each paid once', async () => {
    const mark = await stack().admin.mark();
    const ids: string[] = [];
    const begin = async (keys: string | undefined): Promise<void> => {
      ids.push((await startPipeline(withKeys(stack(), keys))).workflowId);
    };
    const { workflow } = withKeys(stack(), `${A},${B}`).client;
    const results = (): Promise<unknown[]> => Promise.all(ids.map((id) => resultOf(workflow.getHandle(id))));

    let workers: RunningProcess[] = [await readyWorker(stack(), {}), await readyWorker(stack(), {})];
    let clientKeys: string | undefined;
    for (const keys of STEPS) {
      // The last step drops the first key, so what was begun with it has to end before.
      if (keys === STEPS.at(-1)) await results();
      const replaced: RunningProcess[] = [];
      for (const worker of workers) {
        replaced.push(await readyWorker(stack(), { keys }));
        await worker.stop();
        await begin(clientKeys);
      }
      workers = replaced;
      // Clients change last: by now every worker reads what they write.
      clientKeys = keys;
      await begin(clientKeys);
    }

    expect(await results()).toHaveLength(STEPS.length * 3);
    const { creates, duplicates } = await stack().admin.ledger(mark);
    expect({ creates, duplicates }).toEqual({ creates: ids.length * TASKS_PER_PIPELINE, duplicates: [] });

    const [first, last] = await Promise.all(
      [ids.at(0), ids.at(-1)].map((id) => rawHistory(stack().client, id ?? '')),
    );
    expect(first?.text).toContain('media.test');
    expect(last?.plain).toEqual([]);
  });
});

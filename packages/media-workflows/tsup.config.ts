import { library } from '@org/tsup-config';
import { defineConfig, type Options } from 'tsup';

/**
 * Every cached workflow evaluates the files below anew, and pays for each name that one file hands to another.
 * So a pipeline gets all of its code as one file:
 *
 * - `noExternal`: what is used of the contracts is built in. Their types stay theirs.
 * - `splitting: false`: the batch has its own copy of what it shares with the pipeline. That has no state.
 * - `external`: the batch stays a file of its own, which a pipeline never evaluates.
 */
export default defineConfig({
  ...(library({
    entry: { index: 'src/index.ts', 'batch/batch-fan-out': 'src/batch/batch-fan-out.ts' },
  }) as Options),
  dts: { entry: { index: 'src/index.ts' } },
  splitting: false,
  noExternal: ['@org/media-contracts'],
  external: [/^\.\/batch\/batch-fan-out\.js$/],
});

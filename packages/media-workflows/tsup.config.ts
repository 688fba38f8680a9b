import { library } from '@org/tsup-config';
import { defineConfig, type Options } from 'tsup';

/**
 * Every cached workflow evaluates the files below anew, and pays for each name that one file hands to another.
 * So a pipeline gets all of its code as one file:
 *
 * - `noExternal`: what is used of the contracts is built in. Their types stay theirs.
 * - `splitting: false`: the batch and the callback have their own copies of what they share with the pipeline. That
 *   has no state.
 * - `external`: both stay files of their own, which a pipeline never evaluates.
 */
export default defineConfig({
  ...(library({
    entry: {
      index: 'src/index.ts',
      'batch/batch-fan-out': 'src/batch/batch-fan-out.ts',
      'callback/deliver-callback': 'src/callback/deliver-callback.ts',
    },
  }) as Options),
  dts: { entry: { index: 'src/index.ts' } },
  splitting: false,
  noExternal: ['@org/media-contracts'],
  external: [/^\.\/batch\/batch-fan-out\.js$/, /^\.\/callback\/deliver-callback\.js$/],
});

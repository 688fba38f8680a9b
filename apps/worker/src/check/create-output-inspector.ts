import { badInput, type OutputInspector } from '@org/media-activities';
import { createFileInspector, isEngineError, type FileInspectorOptions } from '@org/media-engine';

/** Says what an output is. What cannot be judged is not tried again: another attempt would read no more. */
export function createOutputInspector(options: FileInspectorOptions): OutputInspector {
  const inspector = createFileInspector(options);
  return {
    inspect: async (url, inspection) => {
      try {
        return await inspector.inspect(url, inspection);
      } catch (error) {
        if (isEngineError(error) && error.code === 'unsupported') throw badInput(error.message);
        throw error;
      }
    },
  };
}

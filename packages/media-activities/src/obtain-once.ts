import type { SeenTask } from './remote-watcher.js';
import type { GenerationFacts } from './generation-facts.js';

/**
 * Waits for what an earlier attempt at the generation still waits for, rather than sending the same a second time
 * beside it. That takes no longer than one POST may: every other wait of the earlier attempt ends as it is superseded.
 */
export async function obtainOnce(facts: GenerationFacts, obtain: () => Promise<SeenTask>): Promise<SeenTask> {
  // How it failed is told by the attempt that made it; this one has a try of its own.
  const seen = await facts.obtaining?.catch(() => undefined);
  if (seen) return seen;
  const own = obtain();
  facts.obtaining = own;
  try {
    return await own;
  } finally {
    if (facts.obtaining === own) delete facts.obtaining;
  }
}

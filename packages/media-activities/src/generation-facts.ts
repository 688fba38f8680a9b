import type { Clock } from '@org/ittybit-client';
import type { Operation } from '@org/media-contracts';
import type { SeenTask } from './remote-watcher.js';
import { createShortMemory } from './short-memory.js';

/** A batch that continues as new schedules again what it had in flight within a few seconds, even with 500 lanes. */
const KEEP_MS = 30_000;

/** What attempts at one generation know of its remote task. Each adds to it, and the next one goes on from there. */
export interface GenerationFacts {
  remoteId?: string;
  /** A POST, or a search, that was not answered yet. Another one beside it could tell nothing else. */
  obtaining?: Promise<SeenTask>;
  /** Since when GET and list have both missed the task. */
  missingSince?: number | undefined;
  /** How many requests the generation took so far; a fraction, since lists are shared. */
  calls: number;
}

/**
 * Lets attempts of this process at the same generation share what they know, also for a while after the last one was
 * cut short. What was finished is forgotten: who asks for it again asks the service.
 */
export interface GenerationMemory {
  readonly open: (operation: Operation) => {
    readonly facts: GenerationFacts;
    readonly close: (how: 'finished' | 'cut short') => void;
  };
}

export function createGenerationMemory(clock: Clock): GenerationMemory {
  const open = new Map<string, { readonly facts: GenerationFacts; attempts: number }>();
  const recent = createShortMemory<GenerationFacts>({ clock, keepMs: KEEP_MS });
  return {
    open: ({ operationId, generation }) => {
      const key = JSON.stringify([operationId, generation]);
      const entry = open.get(key) ?? { facts: recent.take(key) ?? { calls: 0 }, attempts: 0 };
      entry.attempts++;
      open.set(key, entry);
      return {
        facts: entry.facts,
        close: (how) => {
          entry.attempts--;
          if (entry.attempts > 0) return;
          open.delete(key);
          if (how === 'cut short') recent.keep(key, entry.facts);
        },
      };
    },
  };
}

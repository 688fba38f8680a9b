import { planList, type PlanSink } from '@org/media-activities';
import type { Env } from '../../env.js';
import { refusedList } from './refused-list.js';

interface ListToCheck {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Tells the format by its ending; empty for standard input. */
  readonly path: string;
  readonly env: Pick<Env, 'WORKER_ALLOW_PRIVATE_ADDRESSES'>;
  readonly signal: AbortSignal;
}

/**
 * Reads a list as the worker will, and keeps nothing of it: one that has nothing valid, or is cut off, is refused
 * before a batch has its name. Throws a `CliError` that says what to change.
 */
export async function refuseUnplannable({ bytes, path, env, signal }: ListToCheck): Promise<void> {
  try {
    await planList({
      source: { bytes, name: path },
      sink: NOWHERE,
      allowPrivateAddresses: env.WORKER_ALLOW_PRIVATE_ADDRESSES,
      signal,
    });
  } catch (error) {
    throw refusedList(error, path);
  }
}

const nothing = async (): Promise<void> => undefined;
const NOWHERE: PlanSink = {
  page: nothing,
  repeated: nothing,
  invalid: nothing,
  end: nothing,
  abort: nothing,
};

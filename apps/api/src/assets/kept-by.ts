import { isStoreError } from '@org/media-storage';
import { Problem, unavailable } from '../http/problem.js';

/** Does work of the store's. A store that fails is away for a while; what our own part of the work refused stays refused. */
export async function keptBy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStoreError(error)) throw error;
    if (error.cause instanceof Problem) throw error.cause;
    throw unavailable('The store does not take the file; try again.', 5, error);
  }
}

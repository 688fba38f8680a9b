import type { State } from '../create-services.js';
import type { TaskRunner } from './task-runner.js';

export function startRunner(_state: State, _onEnded: () => void): TaskRunner | null {
  return null;
}

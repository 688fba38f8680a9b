import { Failure } from '../failure.ts';
export function runDemo(_args: readonly string[]): Promise<number> {
  throw new Failure('not yet');
}

import type { RemoteOutcome, RemoteWork } from '@org/media-contracts';
import { badInput } from './activity-error.js';
import type { CarryOut } from './carry-out.js';
import { kindTemplate } from './task-template.js';
import { toApplicationFailure } from './to-application-failure.js';

/** Carries out one generation of an item of a batch, whose work names the kind. Throws `BadInput` without one. */
export async function processFile(carryOut: CarryOut, work: RemoteWork): Promise<RemoteOutcome> {
  const { kind, input, operation } = work;
  if (kind !== undefined) return carryOut(kindTemplate(kind), work);
  const failure = badInput('the work names no kind. Say in `kind` what to make: video, audio, image, …');
  throw toApplicationFailure(failure, `file ${input} (${operation.operationId})`);
}

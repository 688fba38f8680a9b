/** A reason without its full stop: it goes on as part of a sentence of ours. */
export function clause(reason: string): string {
  return reason.replace(/[.\s]+$/, '');
}

/** A key that is only good for tests, as it is written in PAYLOAD_KEYS. */
export function keyOf(seed: number, bytes = 32): string {
  return Buffer.from(Array.from({ length: bytes }, (_, at) => (seed * 31 + at * 7) % 256)).toString('base64');
}

export const A = keyOf(1);
export const B = keyOf(2);

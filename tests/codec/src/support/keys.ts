/** Keys that are only good for tests, as they are written in PAYLOAD_KEYS. */
const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

export const KEY_A = keyOf(0xa7);

export const A = `a:${KEY_A}`;
export const B = `b:${keyOf(0xb3)}`;

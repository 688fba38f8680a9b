/** The bytes in pieces of `size`, which split lines, characters and gzip headers when it is small. */
export async function* chunked(bytes: Uint8Array | string, size: number): AsyncGenerator<Uint8Array> {
  const whole = Buffer.from(bytes);
  for (let at = 0; at < whole.byteLength; at += size) yield whole.subarray(at, at + size);
}

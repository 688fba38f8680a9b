export interface Body {
  text: string;
  /** The body was longer than the cap: `text` is its beginning and the rest was not read. */
  cut: boolean;
}

/** Reads a body as text, holding at most `maxBytes` (after decompression): an endless reply must not fill the memory. */
export async function readBody(response: Response, maxBytes: number): Promise<Body> {
  if (response.body === null) return { text: '', cut: false };
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), cut: false };
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      return {
        text: text + decoder.decode(value.subarray(0, value.byteLength - (bytes - maxBytes))),
        cut: true,
      };
    }
    text += decoder.decode(value, { stream: true });
  }
}

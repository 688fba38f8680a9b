import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../testing/memory-store.js';
import { linesOf, readStoredLines } from './stored-text.js';

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

describe('linesOf', () => {
  it.each([1, 2, 5, 100])(
    'splits at line feeds alone, whatever the chunks of %i bytes split',
    async (chunkBytes) => {
      const store = createMemoryStore({ chunkBytes });
      await store.put('k', '{"a":"é😀"}\n{"b":"x\u2028y\r"}\n\nlast');
      const { body } = await store.get('k');
      expect(await all(linesOf(body))).toEqual(['{"a":"é😀"}', '{"b":"x\u2028y\r"}', '', 'last']);
    },
  );
});

describe('readStoredLines', () => {
  it('is tried again when the object is missing, and says which', async () => {
    await expect(all(readStoredLines({ store: createMemoryStore(), key: 'p/k' }))).rejects.toMatchObject({
      type: 'Transient',
      message: 'p/k is missing from the store: put it back; it is tried again until then',
    });
  });
});

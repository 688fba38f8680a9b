import { describe, expect, it } from 'vitest';
import { createLineReader } from './line-reader.js';

describe('createLineReader', () => {
  it('joins lines over chunks, whatever their ends, and gives the last one at the end', () => {
    const lines: string[] = [];
    const reader = createLineReader((line) => lines.push(line));
    for (const chunk of ['a', 'b\nc\r\n', '\rd', 'e\r', 'f']) reader.write(chunk);
    expect(lines).toEqual(['ab', 'c', 'de']);
    reader.end();
    expect(lines).toEqual(['ab', 'c', 'de', 'f']);
  });

  it('cuts a line without an end instead of keeping it', () => {
    const lines: string[] = [];
    const reader = createLineReader((line) => lines.push(line));
    for (let i = 0; i < 1000; i += 1) reader.write('x'.repeat(10_000));
    reader.end();
    expect(lines).toEqual(['x'.repeat(500)]);
  });
});

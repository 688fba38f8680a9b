import { describe, expect, it } from 'vitest';
import { createPageText } from './page-text.js';

describe('createPageText', () => {
  it('gives the lines of a page, each with its end, whatever their letters and length', () => {
    const page = createPageText();
    const lines = ['a', 'ü€🎬'.repeat(20_000), '', 'x'.repeat(200_000)];
    for (const line of lines) page.add(line);
    expect(page.lines()).toBe(4);
    expect(page.take().toString()).toBe(lines.map((line) => `${line}\n`).join(''));
  });

  it('begins the next page empty, and leaves the one before as it was', () => {
    const page = createPageText();
    page.add('first');
    const first = page.take();
    page.add('other');
    expect([first.toString(), page.lines(), page.take().toString()]).toEqual(['first\n', 1, 'other\n']);
  });
});

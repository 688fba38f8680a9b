import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/seeded-random.js';
import { csvCells } from './csv-cells.js';

describe('csvCells', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"",""', ['', '']],
    ['"a ""b""",', ['a "b"', '']],
  ])('reads %j', (row, cells) => {
    expect(csvCells(row)).toEqual(cells);
  });

  it.each(['a"b', '"a"b', '"a" ,b', '"a', 'a,"b""', '{"a":1}'])('finds broken quoting in %j', (row) => {
    expect(csvCells(row)).toBeUndefined();
  });

  it('reads back whatever was quoted by the rules', () => {
    const random = seededRandom(4);
    const letters = ['a', ',', '"', '\n', ' ', 'ü'];
    for (let round = 0; round < 500; round++) {
      const cells = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
        Array.from({ length: Math.floor(random() * 5) }, () => letters[Math.floor(random() * 6)]).join(''),
      );
      const row = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
      expect(csvCells(row), row).toEqual(cells);
    }
  });
});

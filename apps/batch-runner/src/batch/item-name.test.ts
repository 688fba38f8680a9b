import { describe, expect, it } from 'vitest';
import { itemName } from './item-name.js';

describe('itemName', () => {
  it.each([
    ['7', undefined, { by: 'index', index: 7 }],
    ['0', undefined, { by: 'index', index: 0 }],
    ['id:a:7', undefined, { by: 'id', id: 'a:7' }],
    [undefined, '7', { by: 'line', line: 7 }],
    [undefined, undefined, undefined],
  ])('of %s and line %s', (item, line, name) => {
    expect(itemName(item, line)).toEqual(name);
  });
  it.each([
    ['seven', undefined],
    ['-1', undefined],
    ['id:', undefined],
    [undefined, '0'],
    ['7', '7'],
  ])('refuses %s and line %s', (item, line) => {
    expect(() => itemName(item, line)).toThrow();
  });
});

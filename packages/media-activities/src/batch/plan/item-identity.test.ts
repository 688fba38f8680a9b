import { describe, expect, it } from 'vitest';
import { itemIdentity } from './item-identity.js';

const item = { url: 'https://a.test/1', kind: 'video', options: { width: 1, height: 2 } } as const;

describe('itemIdentity', () => {
  it('does not depend on the order of options, on id or on metadata', () => {
    const same = { ...item, options: { height: 2, width: 1 }, id: 'x', metadata: { a: 'b' } };
    expect(itemIdentity(same)).toBe(itemIdentity(item));
  });

  it('takes no options for empty options', () => {
    const { options: _, ...bare } = item;
    expect(itemIdentity(bare)).toBe(itemIdentity({ ...item, options: {} }));
  });

  it.each([{ url: 'https://a.test/2' }, { kind: 'image' as const }, { options: { width: 1 } }])(
    'differs with %j',
    (change) => {
      expect(itemIdentity({ ...item, ...change })).not.toBe(itemIdentity(item));
    },
  );
});

import { PayloadUnreadableError } from '@org/media-payload-codec';
import { describe, expect, it } from 'vitest';
import { createPayloadWatch } from './payload-watch.js';

const error = new PayloadUnreadableError('encrypted with the key "b"', 'b');

describe('createPayloadWatch', () => {
  it('finds the keys wrong when the first encrypted payload cannot be read, and says why', () => {
    const { observer, wrongKeys } = createPayloadWatch();
    expect(wrongKeys.aborted).toBe(false);
    observer.unreadable(error);
    observer.unreadable(new PayloadUnreadableError('another', 'c'));
    expect(wrongKeys.reason).toMatchObject({ message: expect.stringContaining('the key "b"') as unknown });
  });

  it('does not mind an odd payload once another was read', () => {
    const { observer, wrongKeys } = createPayloadWatch();
    observer.decrypted();
    observer.unreadable(error);
    expect(wrongKeys.aborted).toBe(false);
  });
});

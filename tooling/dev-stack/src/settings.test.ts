import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

describe('readSettings', () => {
  it('takes an empty variable for an absent one', () => {
    expect(readSettings({ TEMPORAL_ADDRESS: '', ITTYBIT_API_KEY: '', TEMPORAL_NAMESPACE: '' })).toEqual({
      temporalNamespace: 'default',
    });
  });

  it('reads which services to use', () => {
    expect(
      readSettings({ TEMPORAL_ADDRESS: 't:7233', TEMPORAL_NAMESPACE: 'media', ITTYBIT_API_KEY: 'k' }),
    ).toEqual({ temporalAddress: 't:7233', temporalNamespace: 'media', ittybitApiKey: 'k' });
  });
});

import { describe, expect, it } from 'vitest';
import { parseArguments } from './command-line.js';

describe('parseArguments', () => {
  it('has a default for all but the data directory', () => {
    expect(parseArguments(['--data', 'd'])).toEqual({
      dataDir: 'd',
      port: 0,
      host: '127.0.0.1',
      publicUrl: undefined,
      inputsDir: undefined,
      concurrency: 2,
      allowPrivateAddresses: false,
      maxSourceBytes: 4 * 1024 ** 3,
      maxSourceSeconds: 600,
      simulation: undefined,
      faults: undefined,
      seed: 1,
    });
  });

  it('reads every option', () => {
    const faults = '{"rules":[{"fault":"latency","ms":5}]}';
    const argv = [
      '--data',
      'd',
      '--port',
      '8080',
      '--inputs',
      'i',
      '--concurrency',
      '4',
      '--max-source-mib',
      '8',
      '--max-source-seconds',
      '5',
      '--allow-private',
      '--simulate',
      'instant',
      '--faults',
      faults,
      '--seed',
      '7',
      '--public-url',
      'https://a.example',
    ];
    expect(parseArguments(argv)).toMatchObject({
      port: 8080,
      inputsDir: 'i',
      concurrency: 4,
      allowPrivateAddresses: true,
      maxSourceBytes: 8 * 1024 ** 2,
      maxSourceSeconds: 5,
      simulation: { duration: { distribution: 'instant' } },
      faults: { rules: [{ fault: 'latency', ms: 5 }] },
      seed: 7,
      publicUrl: 'https://a.example',
    });
    expect(parseArguments(['--help'])).toBe('help');
  });

  it.each([
    [[], /--data <dir> is missing/],
    [['--data', 'd', '--port', '70000'], /--port must be a whole number from 0 to 65535, not "70000"/],
    [['--data', 'd', '--concurrency', '0'], /--concurrency/],
    [['--data', 'd', '--max-source-seconds', '0'], /--max-source-seconds must be a whole number from 1/],
    [['--data', 'd', '--faults', '{'], /--faults is not valid/],
    [['--data', 'd', '--faults', '{"rules":[{"fault":"flood"}]}'], /--faults is not valid: rules\.0/],
    [['--data', 'd', '--simulate', 'slowly'], /"slowly" is not a distribution/],
  ])('refuses %j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(message);
  });
});

import { describe, expect, it } from 'vitest';
import { grpcError } from '../testing/grpc-error.js';
import { temporalTrouble } from './temporal-trouble.js';

describe('temporalTrouble', () => {
  it.each([
    [14, 'unreachable'],
    [4, 'unreachable'],
    [1, 'unreachable'],
    [7, 'denied'],
    [16, 'denied'],
  ])('of gRPC code %i is %s', (code, expected) => {
    expect(temporalTrouble(grpcError(code, 'no'))?.code).toBe(expected);
  });
  it('is found behind what the SDK wraps it in, and says the innermost reason', () => {
    const wrapped = new Error('failed to start workflow', { cause: grpcError(14, 'connection refused') });
    const trouble = temporalTrouble(wrapped);
    expect(trouble).toMatchObject({ code: 'unreachable', cause: wrapped });
    expect(trouble?.message).toContain('connection refused');
  });
  it('knows a namespace that is not there', () => {
    const error = Object.assign(new Error('Namespace not found: x'), { name: 'NamespaceNotFoundError' });
    expect(temporalTrouble(error)?.code).toBe('noNamespace');
  });
  it('is nothing for an error of ours', () => {
    expect(temporalTrouble(new TypeError('undefined is not a function'))).toBeUndefined();
  });
});

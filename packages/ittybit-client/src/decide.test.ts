import { describe, expect, it } from 'vitest';
import { decide } from './decide.js';

describe('decide', () => {
  it.each([
    [400, 'badInput'],
    [401, 'accountBlocked'],
    [402, 'accountBlocked'],
    [403, 'accountBlocked'],
    [404, 'badInput'],
    [405, 'badInput'],
    [408, 'transient'],
    [409, 'conflict'],
    [410, 'badInput'],
    [413, 'badInput'],
    [418, 'badInput'],
    [422, 'badInput'],
    [429, 'throttled'],
    [500, 'transient'],
    [502, 'transient'],
    [503, 'transient'],
    [599, 'transient'],
    [304, 'transient'],
  ])('takes %i on a create as %s', (status, decision) => {
    expect(decide(status, 'create')).toBe(decision);
  });

  it('takes 404 on a read as not found, which the caller judges', () => {
    expect(decide(404, 'get')).toBe('notFound');
    expect(decide(404, 'atomicGet')).toBe('notFound');
    expect(decide(404, 'list')).toBe('badInput');
  });
});

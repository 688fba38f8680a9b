import { describe, expect, it } from 'vitest';
import { ControlError, isControlError } from './control-error.js';
import { stepName } from './testing/step-name.js';

describe('ControlError', () => {
  it('says what to do in the words of whoever shows it', () => {
    const error = new ControlError('notFound', 'There is no pipeline w.', {
      advice: (how) => `See which there are: ${how({ do: 'listPipelines' })}.`,
    });
    expect(error.advice(stepName)).toBe('See which there are: <listPipelines>.');
    expect(error.explain(stepName)).toBe('There is no pipeline w. See which there are: <listPipelines>.');
  });
  it('is its message when there is nothing to advise', () => {
    const error = new ControlError('refused', 'films refuses to pause: it has ended');
    expect(error.advice(stepName)).toBeUndefined();
    expect(error.explain(stepName)).toBe(error.message);
  });
  it('keeps facts and cause', () => {
    const cause = new Error('deadline');
    const error = new ControlError('unreachable', 'away', { cause, facts: { workflowId: 'w' } });
    expect(error).toMatchObject({ cause, facts: { workflowId: 'w' } });
    expect(new ControlError('closed', 'over')).not.toHaveProperty('cause');
  });
});

describe('isControlError', () => {
  it('tells the kinds apart', () => {
    const error: unknown = new ControlError('closed', 'over');
    expect(isControlError(error)).toBe(true);
    expect(isControlError(error, 'closed')).toBe(true);
    expect(isControlError(error, 'notFound')).toBe(false);
    expect(isControlError(new Error('closed'))).toBe(false);
    expect(isControlError('closed')).toBe(false);
  });
});

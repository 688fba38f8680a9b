import { describe, expect, it } from 'vitest';
import { CliError } from '../../cli-error.js';
import { parseAmount, parseCount, parseDurationMs, parsePairs, parseShare } from './amounts.js';

describe('parseDurationMs', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['1.5m', 90_000],
    ['6h', 21_600_000],
    ['2d', 172_800_000],
  ])('reads %s', (text, ms) => {
    expect(parseDurationMs(text, '--deadline')).toBe(ms);
  });
  it.each(['90', '', 'h', '6 h', '-1s', '1w'])('refuses %j and names the flag', (text) => {
    expect(() => parseDurationMs(text, '--deadline')).toThrow(CliError);
    expect(() => parseDurationMs(text, '--deadline')).toThrow('--deadline');
  });
});

describe('parseShare', () => {
  it.each([
    ['5%', 0.05],
    ['0.05', 0.05],
    ['100%', 1],
    ['0', 0],
  ])('reads %s', (text, share) => {
    expect(parseShare(text, '--max-failure-share')).toBeCloseTo(share);
  });
  it.each(['5', '101%', 'x', '-1%', ''])('refuses %j', (text) => {
    expect(() => parseShare(text, '--max-failure-share')).toThrow('5% or 0.05');
  });
});

describe('parseAmount', () => {
  it('reads money', () => {
    expect(parseAmount('12.50', '--max-spend')).toBe(12.5);
  });
  it.each(['', 'ten', '-1', '1,5'])('refuses %j', (text) => {
    expect(() => parseAmount(text, '--max-spend')).toThrow('--max-spend');
  });
});

describe('parseCount', () => {
  it('reads a whole number', () => {
    expect(parseCount('0', '--max-failures')).toBe(0);
  });
  it.each(['1.5', '', 'x', '-2'])('refuses %j', (text) => {
    expect(() => parseCount(text, '--max-failures')).toThrow('whole number');
  });
});

describe('parsePairs', () => {
  it('keeps what follows the first equals sign', () => {
    expect(parsePairs(['a=1', 'b=x=y', 'c='], '--metadata')).toEqual({ a: '1', b: 'x=y', c: '' });
  });
  it.each(['a', '=1'])('refuses %s', (pair) => {
    expect(() => parsePairs([pair], '--metadata')).toThrow('<key>=<value>');
  });
});

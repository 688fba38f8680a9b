import { CliError } from '../../cli-error.js';
import { EXIT } from '../../exit-codes.js';

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads `90s`, `15m`, `6h`, `2d` or `250ms` into milliseconds. A bare number would leave the unit to guess. */
export function parseDurationMs(text: string, flag: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = UNITS_MS[unit];
  if (factor === undefined) throw refused(flag, text, 'write a time with its unit: 90s, 15m, 6h or 2d');
  return Math.round(Number(number) * factor);
}

/** Reads `5%` or `0.05` into a share from 0 to 1. */
export function parseShare(text: string, flag: string): number {
  const [, number = '', percent = ''] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const share = percent === '%' ? Number(number) / 100 : Number(number);
  if (number === '' || share > 1) throw refused(flag, text, 'write a share such as 5% or 0.05');
  return share;
}

/** Reads an amount of money or anything else that is not negative. */
export function parseAmount(text: string, flag: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw refused(flag, text, 'write a number from 0, such as 12.50');
  return Number(text);
}

export function parseCount(text: string, flag: string): number {
  if (!/^\d{1,15}$/.test(text)) throw refused(flag, text, 'write a whole number from 0');
  return Number(text);
}

/** Reads `key=value` pairs. The value may hold further equals signs. */
export function parsePairs(pairs: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw refused(flag, pair, 'write <key>=<value>');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function refused(flag: string, text: string, why: string): CliError {
  return new CliError(`${flag} ${text}: ${why}.`, EXIT.usage);
}

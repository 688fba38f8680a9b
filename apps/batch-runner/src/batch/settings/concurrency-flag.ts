import { ITEM_KINDS, MAX_CONCURRENCY, type Concurrency, type ItemKind } from '@org/media-contracts';
import { CliError } from '../../cli-error.js';
import { EXIT } from '../../exit-codes.js';

const EXAMPLE = 'write 25, or video=5,image=20, or 25,video=5';

/**
 * Reads `25` (lanes in all), `video=5,image=20` (lanes by kind, their sum in all) or `25,video=5` (both).
 * Throws a `CliError` for anything else: nothing is rounded or cut to what is allowed.
 */
export function parseConcurrency(text: string, max = MAX_CONCURRENCY): Concurrency {
  const parts = text.split(',').map((part) => part.trim());
  const totals = parts.filter((part) => !part.includes('='));
  const kinds = parts.filter((part) => part.includes('=')).map((part) => kindLanes(part, text));
  const perKind = Object.fromEntries(kinds) as Partial<Record<ItemKind, number>>;
  if (totals.length > 1) throw refused(text, `it names the lanes in all twice; ${EXAMPLE}`);
  if (Object.keys(perKind).length !== kinds.length) throw refused(text, `it names a kind twice; ${EXAMPLE}`);
  const [given] = totals;
  const total =
    given === undefined ? kinds.reduce((sum, [, lanes]) => sum + lanes, 0) : wholeNumber(given, text);
  if (total > max) {
    throw refused(
      text,
      `${total} lanes in all are more than the ${max} of one batch; give fewer, or split the list into several batches`,
    );
  }
  const wider = kinds.find(([, lanes]) => lanes > total);
  if (wider) throw refused(text, `${wider[0]}=${wider[1]} is more than the ${total} lanes in all`);
  return { total, ...(kinds.length > 0 ? { perKind } : {}) };
}

function kindLanes(part: string, text: string): [ItemKind, number] {
  const [name = '', lanes = ''] = part.split('=', 2);
  const kind = ITEM_KINDS.find((one) => one === name);
  if (!kind) throw refused(text, `there is no kind "${name}"; kinds are ${ITEM_KINDS.join(', ')}`);
  return [kind, wholeNumber(lanes, text)];
}

function wholeNumber(digits: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(digits))
    throw refused(text, `"${digits}" is no whole number from 1; ${EXAMPLE}`);
  return Number(digits);
}

function refused(text: string, why: string): CliError {
  return new CliError(`Concurrency "${text}": ${why}.`, EXIT.usage);
}

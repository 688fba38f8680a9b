import { readFileSync } from 'node:fs';
import type { LedgerSummary } from '@org/tests-harness';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) throw new Error('There is no median of nothing.');
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The least value that so many per cent of the values are not above. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
  if (value === undefined) throw new Error('There is no percentile of nothing.');
  return value;
}

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no mean of nothing.');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** Resident memory of another process, from Linux's /proc. */
export function residentMiB(pid: number): number {
  return statusMiB(pid, /^VmRSS:\s+(\d+) kB$/m);
}

/** The most that its resident memory ever was. */
export function peakResidentMiB(pid: number): number {
  return statusMiB(pid, /^VmHWM:\s+(\d+) kB$/m);
}

function statusMiB(pid: number, line: RegExp): number {
  const kib = line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kib === undefined) throw new Error(`/proc/${pid}/status names no resident memory.`);
  return Number(kib) / 1024;
}

/** Requests that cost something at the service. */
export function requestsOf({ requests }: Pick<LedgerSummary, 'requests'>): number {
  return ['create', 'get', 'list'].reduce((sum, route) => sum + (requests[route] ?? 0), 0);
}

/** Runs `work` over `items`, at most `lanes` at a time. */
export async function inLanes<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

import { readFile } from 'node:fs/promises';
import type { SpendSettings } from '@org/media-contracts';
import type { Command } from 'commander';
import { readPriceFile } from '../../batch/settings/prices.js';
import { CliError } from '../../cli-error.js';
import { EXIT } from '../../exit-codes.js';

/** What `plan` and `run` call `<list>`. */
export const LIST_HELP = '<list>: a path, - for standard input, an http(s) URL, or store:<key>';

/** Options that `plan` and `run` share, so that a plan is told of the batch that would run. */
export function addShapeOptions(command: Command): Command {
  return command
    .option('--concurrency <lanes>', 'items in flight: 25, video=5,image=20, or 25,video=5 (default 10)')
    .option('--price <kind=amount/min|item>', 'video=0.05/min,image=0.001/item; repeatable', collect)
    .option('--prices <file>', 'prices as JSON: {"video":{"perMinute":0.05},"image":{"perItem":0.001}}')
    .option('--currency <name>', 'of the prices; only shown')
    .option('--assumed-minutes <n>', 'minutes of an output that is not known yet (default 1)')
    .option('--max-spend <amount>', 'the batch parks and asks before it goes beyond; needs prices');
}

export async function priceFile(path: string | undefined): Promise<SpendSettings | undefined> {
  if (path === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new CliError(`--prices ${path}: ${(error as Error).message}`, EXIT.usage);
  }
  return readPriceFile(content, path);
}

export function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

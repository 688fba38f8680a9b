import { ITEM_KINDS, type ItemKind, type Price, type SpendSettings } from '@org/media-contracts';
import { SpendSettingsSchema } from '@org/media-contracts/schemas';
import { CliError } from '../../cli-error.js';
import { EXIT } from '../../exit-codes.js';

type Prices = SpendSettings['prices'];

/** Reads `video=0.05/min,image=0.001/item`, one text for each flag. A kind may have a price of each sort. */
export function parsePrices(texts: readonly string[]): Prices {
  const prices: Partial<Record<ItemKind, Price>> = {};
  for (const part of texts.flatMap((text) => text.split(','))) {
    const [, name = '', amount = '', unit = ''] =
      /^\s*([a-z_]+)=(\d+(?:\.\d+)?)\/(min|item)\s*$/.exec(part) ?? [];
    const kind = ITEM_KINDS.find((one) => one === name);
    if (!kind) {
      throw new CliError(
        `--price ${part}: write <kind>=<amount>/min or <kind>=<amount>/item, where the kind is one of ${ITEM_KINDS.join(', ')}.`,
        EXIT.usage,
      );
    }
    prices[kind] = { ...prices[kind], [unit === 'min' ? 'perMinute' : 'perItem']: Number(amount) };
  }
  return prices;
}

/**
 * Reads a file of prices: `{"video":{"perMinute":0.05}}`, or whole spend settings with `prices`, `currency`
 * and `assumedMinutes`.
 */
export function readPriceFile(content: unknown, path: string): SpendSettings {
  const isWhole = typeof content === 'object' && content !== null && 'prices' in content;
  const parsed = SpendSettingsSchema.safeParse(isWhole ? content : { prices: content });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new CliError(`--prices ${path} is refused: ${problems.join('; ')}`, EXIT.usage);
}

import { isIP } from 'node:net';
import type { BatchItem } from '@org/media-contracts';
import { BatchItemSchema } from '@org/media-contracts/schemas';
import { isPrivateAddress } from '../../private-address.js';
import { redactUrls } from '../../redact-url.js';
import { optionsProblem } from './item-options.js';
import { wordsOfIssues } from './words-of-issues.js';

/** What an item may be as JSON: it travels in the input of its activity. */
const MAX_ITEM_BYTES = 8 * 1024;
const MAX_REASON_LENGTH = 500;

export type ItemVerdict = { readonly item: BatchItem } | { readonly reason: string };

/**
 * Whether a value of a list is an item that can be done; else why not, in words that name the field and what to change.
 * The reason holds no query part of a URL.
 */
export function validateItem(
  value: unknown,
  { allowPrivateAddresses }: { readonly allowPrivateAddresses: boolean },
): ItemVerdict {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { reason: 'not an object: write {"url": "https://…", "kind": "video"}' };
  }
  const parsed = BatchItemSchema.safeParse(value);
  if (!parsed.success) return { reason: tidyReason(wordsOfIssues(parsed.error.issues)) };
  const item = parsed.data;
  const reason =
    sizeProblem(item) ??
    (allowPrivateAddresses ? undefined : addressProblem(item.url)) ??
    optionsProblem(item.kind, item.options ?? {});
  return reason === undefined ? { item } : { reason: tidyReason(reason) };
}

/** Fit for a file that people pass on: short, and without signatures. */
export function tidyReason(reason: string): string {
  const safe = redactUrls(reason);
  return safe.length > MAX_REASON_LENGTH ? `${safe.slice(0, MAX_REASON_LENGTH)}…` : safe;
}

function sizeProblem(item: BatchItem): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(item));
  if (bytes <= MAX_ITEM_BYTES) return undefined;
  return `the item has ${bytes} bytes as JSON: shorten url, options or metadata to ${MAX_ITEM_BYTES} in all`;
}

/** Spares a paid task that could only fail. Names are judged by whoever connects: here only what the URL itself says. */
function addressProblem(text: string): string | undefined {
  const { protocol, hostname } = new URL(text);
  if (protocol === 's3:') return undefined;
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isLocal = host === 'localhost' || host.endsWith('.localhost');
  if (!isLocal && (isIP(host) === 0 || !isPrivateAddress(host))) return undefined;
  return `url: ${host} is not a public address. Give a public URL, or let the operator allow private addresses`;
}

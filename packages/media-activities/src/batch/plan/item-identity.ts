import { hash } from 'node:crypto';
import type { BatchItem } from '@org/media-contracts';
import { sorted } from '../../request-body.js';

/** SHA-256, in hex, of what makes two items the same work: URL, kind and options, in whatever order they were written. */
export function itemIdentity({ url, kind, options = {} }: BatchItem): string {
  return hash('sha256', JSON.stringify([url, kind, sorted(options)]), 'hex');
}

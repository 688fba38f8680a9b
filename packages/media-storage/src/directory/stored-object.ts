import type { BigIntStats } from 'node:fs';
import type { StoredObject } from '../object-store.js';

/**
 * Every write is a new file, so inode, modification time in nanoseconds and size tell versions apart
 * without reading the bytes.
 */
export function toStoredObject(key: string, stats: BigIntStats): StoredObject {
  return {
    key,
    sizeBytes: Number(stats.size),
    etag: [stats.ino, stats.mtimeNs, stats.size].map((part) => part.toString(36)).join('-'),
    modifiedAt: Number(stats.mtimeNs / 1_000_000n),
  };
}

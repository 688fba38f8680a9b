/**
 * Scope: the `ObjectStore` port and its adapters. Today one: a directory.
 * Not here: what keys mean, how long objects live, presigned URLs, content types.
 * Any name added below becomes public API.
 */
export { createDirectoryStore, type DirectoryStoreOptions } from './directory/create-directory-store.js';
export { MAX_KEY_BYTES, MAX_KEY_SEGMENT_BYTES, assertObjectKey } from './object-key.js';
export type {
  ByteRange,
  GetOptions,
  ListOptions,
  ObjectBody,
  ObjectContent,
  ObjectPage,
  ObjectStore,
  OperationOptions,
  PutOptions,
  StoredObject,
  WrittenObject,
} from './object-store.js';
export { STORE_ERROR_CODES, StoreError, isStoreError, type StoreErrorCode } from './store-error.js';

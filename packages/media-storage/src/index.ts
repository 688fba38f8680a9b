/**
 * Scope: the `ObjectStore` port and its adapters. Here the directory; S3 is `./s3`.
 * Not here: what keys mean, how long objects live, content types.
 * Any name added below becomes public API.
 */
export { createDirectoryStore, type DirectoryStoreOptions } from './directory/create-directory-store.js';
export { namesStore, openStore, type StoreSettings } from './open-store.js';
export { parseS3Url, s3PlaceHolds, type S3Place } from './s3/s3-url.js';
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
  PresignedPut,
  PresignPutOptions,
  PutOptions,
  StoredObject,
  WrittenObject,
} from './object-store.js';
export { STORE_ERROR_CODES, StoreError, isStoreError, type StoreErrorCode } from './store-error.js';

/**
 * Scope: the adapter for S3 and whatever speaks its protocol.
 * Not here: the port and the directory (see `.`), so that whoever keeps a directory does not load the SDK.
 * Any name added below becomes public API.
 */
export {
  createS3Store,
  type PresignGetOptions,
  type S3Store,
  type S3StoreOptions,
} from './s3/create-s3-store.js';

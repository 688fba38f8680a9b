/**
 * Scope: payloads of Temporal that only whoever has a key can read: the keys, the codec, the converter that clients
 * and workers take, the endpoint that lets Temporal's tools show payloads, and the check that a process has the keys.
 * Not here: reading the environment, serving HTTP, deciding who may see what.
 * Any name added below becomes public API.
 */
export {
  handleCodecRequest,
  MAX_CODEC_BODY_BYTES,
  type CodecAnswer,
  type CodecRequest,
} from './codec-request.js';
export { createDataConverter, encryptsPayloads, failureConverterPath } from './data-converter.js';
export { createPayloadCodec, isEncrypted, type DecryptionObserver } from './payload-codec.js';
export {
  parsePayloadKeys,
  payloadKeySecrets,
  PayloadKeysError,
  type PayloadKey,
  type PayloadKeys,
} from './payload-keys.js';
export { isPayloadUnreadableError, PayloadUnreadableError } from './payload-unreadable-error.js';
export {
  readRunningWorkflows,
  type HistoryService,
  type ReadingCheck,
  type RunningWorkflows,
} from './running-workflows.js';

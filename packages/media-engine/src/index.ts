/**
 * ffmpeg and ffprobe as typed, cancellable operations on files: probe, encode, extract, package; and saying what a
 * file at a URL is by its ends, with the caller's fetch. Not here: fetching or storing whole files, queues, limits on how many operations run at once, DRM.
 */
export { createMediaEngine, type MediaEngine } from './media-engine.js';
export type { InputProtocol, MediaEngineOptions } from './settings.js';
export type { RunOptions } from './run-scope.js';
export type { Progress } from './progress.js';
export type { EngineCheck } from './check-engine.js';
export type { MediaProbe } from './media-probe.js';
export type { EncodedFile, EncodeJob } from './encode-file.js';
export type { HlsPackage, PackagedFile } from './hls-package.js';
export type { HlsVariant } from './hls-variants.js';
export { EngineError, EngineErrorCode, isEngineError, type EngineErrorDetails } from './engine-error.js';
export {
  createFileInspector,
  type FileInspector,
  type FileInspectorOptions,
  type InspectedMedia,
} from './remote/create-file-inspector.js';
export { SAMPLE_BYTES } from './remote/read-sample.js';
export type { SampleFetch, SampleResponse } from './remote/sample-fetch.js';
export { contentTypeOf } from './formats.js';
export { parseOptions, type EncodeKind, type OptionsByKind } from './options/parse-options.js';
export { VideoCodec, VideoFormat, type VideoOptions } from './options/video-options.js';
export { AudioFormat, type AudioOptions } from './options/audio-options.js';
export { ImageFormat, type ImageOptions } from './options/image-options.js';
export { AnimationFormat, type AnimationOptions } from './options/animation-options.js';
export type { AdaptiveVideoOptions } from './options/adaptive-video-options.js';
export {
  Fit,
  Position,
  Quality,
  type Length,
  type SizeOptions,
  type TrimOptions,
} from './options/shared-options.js';

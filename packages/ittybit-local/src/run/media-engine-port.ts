/** What a file holds, as far as it is shown. */
export interface EngineProbe {
  format: string;
  kind: 'video' | 'audio' | 'image';
  durationSeconds: number | null;
  width: number | null;
  height: number | null;
  codecs: { video?: string; audio?: string };
  sizeBytes: number;
}

export interface EncodeJob<Options extends object = object> {
  /** Path of the source. */
  input: string;
  /** Path of the file to make; of the folder for HLS. */
  output: string;
  /** As in the request, checked. */
  options: Options;
  signal: AbortSignal;
  onProgress: (progress: { percent: number | null }) => void;
}

export interface EncodeResult {
  /** The file made; the master playlist for HLS. */
  path: string;
  contentType: string;
  probe: EngineProbe;
}

/**
 * The part of a media engine that is needed here; `createMediaEngine()` of `@org/media-engine` has it.
 *
 * Failures are errors whose `code` says why, such as `notMedia` or `noPicture`. Outputs appear whole or not at all.
 */
export interface MediaEnginePort {
  probe(input: string, run: { signal: AbortSignal }): Promise<EngineProbe>;
  encodeVideo(job: EncodeJob): Promise<EncodeResult>;
  extractAudio(job: EncodeJob): Promise<EncodeResult>;
  encodeImage(job: EncodeJob): Promise<EncodeResult>;
  encodeAnimation(job: EncodeJob<{ end: number }>): Promise<EncodeResult>;
  packageHls(job: EncodeJob): Promise<EncodeResult>;
}

/** Makes what a kind asks for. */
export function encode(engine: MediaEnginePort, kind: string, job: EncodeJob): Promise<EncodeResult> {
  switch (kind) {
    case 'video':
      return engine.encodeVideo(job);
    case 'audio':
      return engine.extractAudio(job);
    case 'image':
      return engine.encodeImage(job);
    case 'animation':
      // The options were checked when the task was created.
      return engine.encodeAnimation(job as EncodeJob<{ end: number }>);
    case 'adaptive_video':
      return engine.packageHls(job);
    default:
      throw new TypeError(`No encoder makes the kind ${kind}.`);
  }
}

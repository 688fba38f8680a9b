import { asArray, asNumber, asRecord, asText, type Raw } from './lenient.js';
import { outputUrl } from './output-url.js';

/** A file at the service. What it did not say is null. */
export interface RemoteFile {
  url: string | null;
  /** `video`, `audio`, `image`… */
  kind: string | null;
  format: string | null;
  /** Pixels. */
  width: number | null;
  /** Pixels. */
  height: number | null;
  durationSeconds: number | null;
  sizeBytes: number | null;
  codecs: { video: string | null; audio: string | null };
}

/** The output of a task; where only a URL was sent, everything but `url` is null. Null while there is no output. */
export function readOutput(task: Raw): RemoteFile | null {
  const file = asRecord(task.output) ?? asRecord(asArray(task.outputs)[0]);
  const url = outputUrl(task);
  if (file === null && url === null) return null;
  const codecs = asRecord(file?.codecs);
  return {
    url,
    kind: asText(file?.kind),
    format: asText(file?.format),
    width: asNumber(file?.width),
    height: asNumber(file?.height),
    durationSeconds: asNumber(file?.duration),
    sizeBytes: asNumber(file?.filesize) ?? asNumber(file?.size),
    codecs: { video: asText(codecs?.video), audio: asText(codecs?.audio) },
  };
}

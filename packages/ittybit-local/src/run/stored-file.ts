import { contentTypeOf } from '../content-type.js';
import type { StoredFile } from '../task-record.js';
import type { EncodeResult, EngineProbe } from './media-engine-port.js';

const EXTENSIONS: Record<string, string> = { matroska: 'mkv', mpegts: 'ts', asf: 'wmv', tiff: 'tif' };

/** The usual ending of the name of a file of a format. */
export function extensionOf(format: string): string {
  return EXTENSIONS[format] ?? format;
}

/** Describes a file by what a probe found. */
export function describeSource(url: string, probe: EngineProbe): StoredFile {
  return describe(url, probe, contentTypeOf(`source.${extensionOf(probe.format)}`));
}

/** Describes the result of an encode. */
export function describeResult(url: string, { probe, contentType }: EncodeResult): StoredFile {
  return describe(url, probe, contentType);
}

function describe(url: string, probe: EngineProbe, contentType: string): StoredFile {
  const { kind, format, width, height, durationSeconds, codecs, sizeBytes } = probe;
  return { url, kind, format, contentType, width, height, durationSeconds, codecs, sizeBytes };
}

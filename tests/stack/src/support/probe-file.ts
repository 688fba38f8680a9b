import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { tools } from '@org/dev-stack';

/** What ffprobe itself says of a file. */
export interface FileFacts {
  readonly format: string;
  readonly codecs: readonly string[];
  /** Of the picture, in pixels. */
  readonly width: number | undefined;
}

export async function probeFile(path: string): Promise<FileFacts> {
  const { stdout } = await promisify(execFile)(tools().ffprobe, [
    ...['-v', 'error', '-of', 'json', '-show_entries', 'format=format_name:stream=codec_name,width'],
    path,
  ]);
  const { format, streams } = JSON.parse(stdout) as {
    format: { format_name: string };
    streams: { codec_name: string; width?: number }[];
  };
  return {
    format: format.format_name,
    codecs: streams.map((stream) => stream.codec_name),
    width: streams.find((stream) => stream.width !== undefined)?.width,
  };
}

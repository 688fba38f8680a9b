import { contentTypeOf } from './content-type.js';
import type { StoredFile, TaskRecord } from './task-record.js';

const DEFAULT_FORMAT: Record<string, string> = {
  video: 'mp4',
  audio: 'mp3',
  image: 'jpeg',
  animation: 'gif',
  adaptive_video: 'm3u8',
};

/** What a task that did no work claims to have made. */
export function simulatedOutput(task: TaskRecord): StoredFile {
  const { kind, options, input } = task.request;
  const asked = typeof options['format'] === 'string' ? options['format'] : undefined;
  const format = kind === 'adaptive_video' ? 'm3u8' : (asked ?? DEFAULT_FORMAT[kind] ?? 'mp4');
  const name = kind === 'adaptive_video' ? 'master.m3u8' : `output.${format}`;
  const url = kind === 'probe' && typeof input === 'object' ? input.url : `/files/${task.id}/${name}`;
  return {
    url,
    kind: kind === 'audio' ? 'audio' : kind === 'image' || kind === 'animation' ? 'image' : 'video',
    format: kind === 'adaptive_video' ? 'hls' : format,
    contentType: contentTypeOf(name),
    width: wholeOrNull(options['width']),
    height: wholeOrNull(options['height']),
    durationSeconds: null,
    codecs: {},
    sizeBytes: simulatedBody(task.id).byteLength,
  };
}

/** The body behind such an output: not media, but different for every task, so that copies can be told apart. */
export function simulatedBody(taskId: string): Buffer {
  return Buffer.from(`simulated output of ${taskId}\n`);
}

function wholeOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

import { audioEncoderArgs, audioMuxer } from './audio-encoder.js';
import { encodeFile, type EncodedFile, type EncodeJob } from './encode-file.js';
import { EngineError } from './engine-error.js';
import { parseAudioOptions, type AudioOptions } from './options/audio-options.js';
import type { EngineSettings } from './settings.js';
import { planTrim } from './trim.js';

/** Encodes the first sound track. Fails with `noSound` if there is none. */
export async function extractAudio(
  engine: EngineSettings,
  job: EncodeJob<AudioOptions>,
): Promise<EncodedFile> {
  const options = parseAudioOptions(job.options);
  const { format = 'mp3', quality, bitrate, start = 0 } = options;
  return encodeFile(engine, job, ({ source, input }) => {
    if (!source.hasAudio) {
      throw new EngineError(
        'noSound',
        `${input.name} has no sound. Give a file with some, or leave audio out.`,
      );
    }
    const encoder = audioEncoderArgs({ format, quality, bitrate, source });
    const outputArgs = ['-vn', '-map', '0:a:0', ...encoder, '-f', audioMuxer(format)];
    return { ...planTrim(options, source.durationSeconds), outputArgs, start };
  });
}

import { fileTypeFromBuffer } from 'file-type';
import { Problem } from '../http/problem.js';

/** What tells a type lies within the first bytes. */
export const SNIFFED_BYTES = 4_100;
const MEDIA = /^(video|audio|image)\//;

/**
 * What a file is, by its first bytes: a name or a header can say anything. A text without NUL is taken for a list: it is
 * checked line by line when a batch is planned from it.
 * @throws Problem for what is neither media nor a list
 */
export async function mediaTypeOf(first: Buffer): Promise<string> {
  if (first.length === 0) throw new Problem('malformed', 'The file is empty.');
  const found = await fileTypeFromBuffer(first);
  if (found && (MEDIA.test(found.mime) || found.mime === 'application/gzip')) return found.mime;
  if (!found && !first.includes(0)) return 'text/plain';
  throw new Problem(
    'unsupportedMediaType',
    `The file is ${found?.mime ?? 'of an unknown type'}: send video, audio, an image, or a list as text or gzip.`,
  );
}

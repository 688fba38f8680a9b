/** What the first bytes of a file say. */
export interface Sniff {
  /** The ffmpeg demuxer to force: the name of a file must not decide how it is read. Null: ffmpeg looks itself. */
  demuxer: string | null;
  format: string | null;
  /** A playlist or a list of files: opening it would open others. */
  playlist: boolean;
  /** For WebP and GIF: there may be more than one frame. */
  animated: boolean;
}

interface Signature {
  bytes: string;
  offset?: number;
  demuxer: string;
  format: string;
}

const signatures: readonly Signature[] = [
  { bytes: '\xff\xd8\xff', demuxer: 'jpeg_pipe', format: 'jpeg' },
  { bytes: '\x89PNG\r\n\x1a\n', demuxer: 'png_pipe', format: 'png' },
  { bytes: 'WEBP', offset: 8, demuxer: 'webp_pipe', format: 'webp' },
  { bytes: 'GIF8', demuxer: 'gif', format: 'gif' },
  { bytes: 'II*\0', demuxer: 'tiff_pipe', format: 'tiff' },
  { bytes: 'MM\0*', demuxer: 'tiff_pipe', format: 'tiff' },
  { bytes: '\x1a\x45\xdf\xa3', demuxer: 'matroska', format: 'matroska' },
  { bytes: 'ftyp', offset: 4, demuxer: 'mov', format: 'mp4' },
  { bytes: 'fLaC', demuxer: 'flac', format: 'flac' },
  { bytes: 'OggS', demuxer: 'ogg', format: 'ogg' },
  { bytes: 'WAVE', offset: 8, demuxer: 'wav', format: 'wav' },
];

const playlistStart =
  /^(#EXTM3U|ffconcat|\[playlist\]|<MPD|<SmoothStreamingMedia|<playlist|v=0\r?\n|(file|url)\s)/i;

/** Recognises a file by its beginning (a few KiB are enough). */
export function sniff(head: Uint8Array): Sniff {
  const text = Buffer.from(head).toString('latin1');
  const found = signatures.find(({ bytes, offset = 0 }) => text.startsWith(bytes, offset));
  const isWebm = found?.format === 'matroska' && text.slice(0, 80).includes('webm');
  return {
    demuxer: found?.demuxer ?? null,
    format: isWebm ? 'webm' : (found?.format ?? null),
    playlist: found === undefined && isPlaylist(text),
    animated: found?.format === 'gif' || (found?.format === 'webp' && text.startsWith('ANIM', 30)),
  };
}

function isPlaylist(text: string): boolean {
  const body = text
    .replace(/^\xef\xbb\xbf/, '')
    .replace(/^\s*<\?xml[^>]*>/, '')
    .trimStart();
  return playlistStart.test(body);
}

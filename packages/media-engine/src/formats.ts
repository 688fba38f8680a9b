const contentTypes: Record<string, string> = {
  mp4: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
  matroska: 'video/x-matroska',
  avi: 'video/x-msvideo',
  flv: 'video/x-flv',
  mpegts: 'video/mp2t',
  mpeg: 'video/mpeg',
  '3gp': 'video/3gpp',
  asf: 'video/x-ms-wmv',
  mp3: 'audio/mpeg',
  aac: 'audio/aac',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  aiff: 'audio/aiff',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  gif: 'image/gif',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
  hls: 'application/vnd.apple.mpegurl',
};

const soundOnlyTypes: Record<string, string> = {
  mp4: 'audio/mp4',
  webm: 'audio/webm',
  matroska: 'audio/x-matroska',
  '3gp': 'audio/3gpp',
  asf: 'audio/x-ms-wma',
};

const imageFormats = new Set(['jpeg', 'png', 'webp', 'avif', 'heic', 'gif', 'bmp', 'tiff', 'jpegxl']);

/** The MIME type of a format as in `MediaProbe.format`; `application/octet-stream` for one not known here. */
export function contentTypeOf(format: string, kind?: 'video' | 'audio' | 'image'): string {
  const soundOnly = kind === 'audio' ? soundOnlyTypes[format] : undefined;
  return soundOnly ?? contentTypes[format] ?? 'application/octet-stream';
}

export function isImageFormat(format: string): boolean {
  return imageFormats.has(format);
}

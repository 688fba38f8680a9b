import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from './engine-error.js';
import { redactUrls } from './redact.js';
import type { EngineSettings, InputProtocol } from './settings.js';
import { sniff, type Sniff } from './sniff.js';

/** An input that exists and may be handed to ffmpeg. */
export interface MediaInput {
  /** For messages: the path, or the URL without its query. */
  name: string;
  /** Null for http(s). */
  localPath: string | null;
  sizeBytes: number | null;
  sniff: Sniff;
  /** Options that stand before `-i`, and `-i` itself. */
  args: string[];
}

const headBytes = 4096;

/**
 * Demuxers that read one file and nothing else. Left out on purpose: hls, dash, concat, image2 (patterns in names),
 * sdp, lavfi, devices, SVG and text renderers: each would open other files, hosts or devices.
 */
const demuxers = [
  ...[
    'mov',
    'matroska',
    'avi',
    'flv',
    'asf',
    'mpegts',
    'mpeg',
    'mpegvideo',
    'mxf',
    'nut',
    'ivf',
    'obu',
    'dv',
  ],
  ...['h264', 'hevc', 'm4v', 'mjpeg', 'ogg', 'mp3', 'aac', 'flac', 'wav', 'w64', 'aiff', 'au', 'caf', 'amr'],
  ...[
    'ac3',
    'eac3',
    'dts',
    'ape',
    'wv',
    'tta',
    'gif',
    'apng',
    'png_pipe',
    'jpeg_pipe',
    'webp_pipe',
    'bmp_pipe',
  ],
  ...['tiff_pipe', 'jpegxl_pipe'],
].join(',');

const unknownSniff: Sniff = { demuxer: null, format: null, playlist: false, animated: false };

/** Checks an input before any program sees it. */
export async function openInput(input: string, settings: EngineSettings): Promise<MediaInput> {
  const protocol = protocolOf(input);
  if (!settings.allowedProtocols.includes(protocol)) {
    const allowed = settings.allowedProtocols.join(', ');
    const message = `The input ${redactUrls(input)} is not allowed here: only ${allowed}. Download it first.`;
    throw new EngineError('unsupported', message, { option: 'input', allowed });
  }
  return protocol === 'file' ? openLocal(path.resolve(input)) : openRemote(input, settings);
}

function protocolOf(input: string): InputProtocol {
  const scheme = /^(https?):\/\//i.exec(input)?.[1]?.toLowerCase();
  return scheme === 'http' || scheme === 'https' ? scheme : 'file';
}

function openRemote(url: string, { allowedProtocols }: EngineSettings): MediaInput {
  const schemes = allowedProtocols.filter((protocol) => protocol !== 'file');
  const protocols = [...schemes, 'tcp', 'tls'].join(',');
  const args = ['-protocol_whitelist', protocols, '-format_whitelist', `${demuxers},image2`, '-i', url];
  return { name: redactUrls(url), localPath: null, sizeBytes: null, sniff: unknownSniff, args };
}

async function openLocal(localPath: string): Promise<MediaInput> {
  const sizeBytes = await sizeOfFile(localPath);
  const found = sniff(await readHead(localPath));
  if (found.playlist) {
    const message = `${localPath} is a playlist: it names other files, which are never followed. Give the media file.`;
    throw new EngineError('unsupported', message, { option: 'input', allowed: 'a single media file' });
  }
  const forced = found.demuxer === null ? [] : ['-f', found.demuxer];
  // `file:` keeps a name with a colon or a leading dash from being read as a protocol or an option.
  const whitelists = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', demuxers];
  const args = [...whitelists, ...forced, '-i', `file:${localPath}`];
  return { name: localPath, localPath, sizeBytes, sniff: found, args };
}

async function sizeOfFile(localPath: string): Promise<number> {
  const facts = await stat(localPath).catch((cause: unknown) => {
    throw unavailable(localPath, 'it cannot be found', cause);
  });
  if (!facts.isFile()) throw unavailable(localPath, 'it is not a regular file');
  if (facts.size === 0) {
    throw new EngineError(
      'emptyInput',
      `${localPath} has 0 bytes. Check that it was written or uploaded completely.`,
    );
  }
  return facts.size;
}

async function readHead(localPath: string): Promise<Uint8Array> {
  try {
    const handle = await open(localPath, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unavailable(localPath, 'it cannot be read', cause);
  }
}

function unavailable(localPath: string, why: string, cause?: unknown): EngineError {
  const message = `The input ${localPath} is not available: ${why}. Check the path and its permissions.`;
  return new EngineError('inputUnavailable', message, { cause });
}

import { join, resolve, sep } from 'node:path';
import { requestInvalid } from '../api-error.js';
import { copyDurably } from './durable-move.js';

/** Where results go that were asked for at `s3://bucket/key`. */
export interface ExportTarget {
  /**
   * Stores one file.
   * @param file.url where to: `s3://bucket/key`
   * @param file.path the file on disk; it may be removed as soon as the promise resolves
   * @param file.connectionId which connection the request named, if any
   * @returns the URL under which it can be read; one that starts with `/` is served by this server
   */
  put(file: {
    url: string;
    path: string;
    contentType: string;
    connectionId: string | null;
    signal: AbortSignal;
  }): Promise<{ url: string }>;
}

/** Keeps exports in `exports/<connection>/<bucket>/<key>` of the served folder. */
export function createDirectoryExport(filesDir: string): ExportTarget {
  const root = resolve(filesDir, 'exports');
  return {
    put: async ({ url, path, connectionId }) => {
      const { host, pathname } = new URL(url);
      const name = [
        connectionId ?? 'default',
        host,
        ...decodeURIComponent(pathname).split('/').filter(Boolean),
      ];
      const target = resolve(join(root, ...name));
      if (!target.startsWith(root + sep))
        throw requestInvalid(`${url} does not name a place below its bucket`);
      await copyDurably(path, target);
      return { url: `/files/exports/${name.map(encodeURIComponent).join('/')}` };
    },
  };
}

/** Where results go that were asked for at `s3://bucket/key`. */
export interface ExportTarget {
  /**
   * Stores one file.
   * @param file.url where to: `s3://bucket/key`
   * @param file.path the file on disk
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

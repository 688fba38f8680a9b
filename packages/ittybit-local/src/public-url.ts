/** The addresses of the server, of which one is known only once it listens. */
export interface ServerUrls {
  /** Base of the URLs that are given out. */
  publicUrl: () => string;
  /** Origins under which this server is reached. */
  ownOrigins: () => readonly string[];
  listeningOn: (url: string) => void;
}

export function createDeferredUrl(given: string | undefined): ServerUrls {
  let listening: string | null = null;
  const publicUrl = given?.replace(/\/+$/, '');
  const known = (): string => {
    if (listening === null) throw new Error('The server does not listen yet.');
    return listening;
  };
  return {
    publicUrl: () => publicUrl ?? known(),
    ownOrigins: () => [known(), ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin])],
    listeningOn: (url) => {
      listening = url;
    },
  };
}

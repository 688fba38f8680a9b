/** The addresses of the server, of which one is known only once it listens. */
export interface ServerUrls {
  /** Base of the URLs that are given out. */
  publicUrl: () => string;
  /** The path of a URL that leads to this server, such as `/files/...`; null for any other URL. */
  ownPath: (url: URL) => string | null;
  listeningOn: (url: string) => void;
}

export function createServerUrls(given: string | undefined): ServerUrls {
  const publicUrl = given?.replace(/\/+$/, '');
  let listening: string | null = null;
  const known = (): string => {
    if (listening === null) throw new Error('The server does not listen yet.');
    return listening;
  };
  return {
    publicUrl: () => publicUrl ?? known(),
    ownPath: (url) => {
      const bases = [...(publicUrl === undefined ? [] : [publicUrl]), ...namesOf(known())];
      const base = bases.map((text) => new URL(text)).find((candidate) => isBelow(url, candidate));
      return base ? url.pathname.slice(prefixOf(base).length) : null;
    },
    listeningOn: (url) => {
      listening = url;
    },
  };
}

/** Whoever listens on loopback is also reached as localhost. */
function namesOf(listening: string): string[] {
  const { hostname, port } = new URL(listening);
  return ['127.0.0.1', '[::1]'].includes(hostname) ? [listening, `http://localhost:${port}`] : [listening];
}

function isBelow(url: URL, base: URL): boolean {
  return url.origin === base.origin && url.pathname.startsWith(`${prefixOf(base)}/`);
}

function prefixOf(base: URL): string {
  return base.pathname.replace(/\/+$/, '');
}

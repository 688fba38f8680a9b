import { createHmac, timingSafeEqual } from 'node:crypto';

/** Where an object of the store can be read by whoever has the link, for a time. */
export interface ObjectLinks {
  readonly urlOf: (key: string) => string;
  /** The key that a link leads to; undefined when it is forged or too old. */
  readonly keyOf: (token: string) => string | undefined;
}

/** Longer than a pipeline's deadlines: a source is read again by every further generation. In ms. */
const LIFETIME_MS = 7 * 24 * 60 * 60 * 1_000;

export function createObjectLinks({
  publicUrl,
  secret,
  now,
}: {
  readonly publicUrl: string;
  readonly secret: string;
  readonly now: () => number;
}): ObjectLinks {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(`object ${text}`).digest();
  return {
    urlOf: (key) => {
      const text = Buffer.from(JSON.stringify([key, now() + LIFETIME_MS])).toString('base64url');
      // Services tell the format by the name. What permits is in the query, which is kept and shown nowhere.
      const name = encodeURIComponent(key.slice(key.lastIndexOf('/') + 1));
      return `${publicUrl.replace(/\/+$/, '')}/objects/${name}?token=${text}.${sign(text).toString('base64url')}`;
    },
    keyOf: (token) => {
      const [text = '', signature = ''] = token.split('.', 2);
      const [given, wanted] = [Buffer.from(signature, 'base64url'), sign(text)];
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      const [key, until] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [string, number];
      return now() <= until ? key : undefined;
    },
  };
}

import { CatalogError } from './catalog-error.js';

/** Where a page ended: the time and the id of its last row. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

/** @param list What the cursor is for: one of another list is refused. */
export function encodeCursor(list: string, { at, id }: Position): string {
  return Buffer.from(JSON.stringify([list, at, id])).toString('base64url');
}

/** @throws {@link CatalogError} `invalidCursor` */
export function decodeCursor(list: string, cursor: string): Position {
  try {
    const [name, at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (name === list && typeof at === 'number' && typeof id === 'string') return { at, id };
  } catch {
    // Told below, like any other text that is no cursor.
  }
  throw new CatalogError(
    'invalidCursor',
    `the cursor is not one of ${list}: leave it out to begin at the top`,
  );
}

/** A cell and what ends it: quoted, with quotation marks doubled inside, or bare. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/gy;

/** The cells of one row by RFC 4180, or undefined when its quoting is broken. */
export function csvCells(row: string): string[] | undefined {
  if (!row.includes('"')) return row.split(',');
  const cells: string[] = [];
  for (const [, quoted, bare, end] of row.matchAll(CELL)) {
    cells.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '') return cells;
  }
  return undefined;
}

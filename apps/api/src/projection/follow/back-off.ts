/** In ms. The longest is how late the catalog may be after an outage. */
const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** How long to wait after so many failures in a row. */
export function backOffMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
}

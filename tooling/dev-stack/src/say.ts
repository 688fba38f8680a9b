/** One line to the person. On stderr, because stdout belongs to results and to `--json`. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

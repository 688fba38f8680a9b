import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDirectoryStore } from '@org/media-storage';

/** What it takes to plan a list. */
export interface Planning {
  readonly seconds: number;
  readonly peakRssMiB: number;
  /** Of the same process before it began. */
  readonly loadedRssMiB: number;
}

const LINES_PER_CHUNK = 10_000;

/** Plans a list of so many different lines of about 100 bytes. @throws when not all of them were planned */
export async function measurePlanning(lines: number): Promise<Planning> {
  const root = mkdtempSync(join(tmpdir(), 'media-plan-'));
  try {
    const key = 'lists/planned.jsonl';
    await createDirectoryStore({ root }).put(key, listOf(lines));
    const program = fileURLToPath(new URL('./plan-program.ts', import.meta.url));
    const output = execFileSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', program, root, key],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const planning = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Planning & { planned: number };
    if (planning.planned !== lines) throw new Error(`Of ${lines} lines ${planning.planned} were planned.`);
    return planning;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Two kinds and an id per line, as a list of a customer has them. */
async function* listOf(lines: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < lines; from += LINES_PER_CHUNK) {
    const count = Math.min(LINES_PER_CHUNK, lines - from);
    const chunk = Array.from({ length: count }, (_, offset) => `${JSON.stringify(itemOf(from + offset))}\n`);
    yield Buffer.from(chunk.join(''));
  }
}

function itemOf(index: number): Readonly<Record<string, string>> {
  const kind = index % 4 === 0 ? 'image' : 'video';
  return { url: `https://media.test/customers/${index % 97}/films/${index}.mp4`, kind, id: `film-${index}` };
}

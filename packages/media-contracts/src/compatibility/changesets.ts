import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** True when a changeset announces a major release of the package. */
export function announcesMajor(texts: readonly string[], packageName: string): boolean {
  return texts.some((text) => bumps(text).get(packageName) === 'major');
}

/** The texts of all changesets that are not released yet. */
export function readChangesets(directory: string): string[] {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => readFileSync(join(directory, name), 'utf8'));
}

/** Packages and bumps of the front matter: lines like `'@org/media-contracts': major`. */
function bumps(text: string): Map<string, string> {
  const frontMatter = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '';
  const lines = frontMatter
    .split(/\r?\n/)
    .map((line) => /^\s*["']?([^"':]+)["']?\s*:\s*["']?(\w+)["']?\s*$/.exec(line));
  return new Map(lines.filter((match) => match !== null).map((match) => [match[1] ?? '', match[2] ?? '']));
}

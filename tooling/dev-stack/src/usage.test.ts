import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { repoRoot } from './paths.ts';

const usage = readFileSync(resolve(repoRoot, 'tooling/dev-stack/usage.txt'), 'utf8');

async function dev(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await promisify(execFile)(resolve(repoRoot, 'dev'), args)) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('./dev', () => {
  it.each([[[]], [['help']], [['--help']]])('prints its usage for %j', async (args) => {
    expect(await dev(...args)).toMatchObject({ code: 0, stdout: usage });
  });

  it('refuses a command it does not have with the usage and exit code 2', async () => {
    const { code, stdout, stderr } = await dev('dmeo');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('there is no command "dmeo"');
    expect(stderr).toContain(usage);
  });

  it('knows in the shell the commands that it has in TypeScript and tells of', () => {
    const shell = /^ {2}([a-z | ]+)\) ;;$/m
      .exec(readFileSync(resolve(repoRoot, 'dev'), 'utf8'))?.[1]
      ?.split(' | ');
    const typeScript = [
      ...readFileSync(resolve(repoRoot, 'tooling/dev-stack/src/main.ts'), 'utf8').matchAll(
        /^ {2}([a-z]+): \{/gm,
      ),
    ].map((match) => match[1]);
    const told = [...usage.matchAll(/^ {2}([a-z]+)\b/gm)]
      .map((match) => match[1])
      .filter((name) => name !== 'help');
    expect(shell?.toSorted()).toEqual(typeScript.toSorted());
    expect(told.toSorted()).toEqual(typeScript.toSorted());
  });
});

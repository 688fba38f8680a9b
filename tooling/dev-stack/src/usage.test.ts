import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { repoRoot } from './paths.ts';

const usage = readFileSync(resolve(repoRoot, 'tooling/dev-stack/usage.txt'), 'utf8');

function dev(...args: string[]): ReturnType<typeof call> {
  return call(resolve(repoRoot, 'dev'), args);
}

async function call(
  command: string,
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await promisify(execFile)(command, args)) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('./dev', () => {
  it.each([[[]], [['help']], [['--help']], [['demo', '--help']], [['up', '-h']]])(
    'prints its usage for %j',
    async (args) => {
      expect(await dev(...args)).toMatchObject({ code: 0, stdout: usage });
    },
  );

  it('refuses a command it does not have with the usage and exit code 2', async () => {
    const { code, stdout, stderr } = await dev('dmeo');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('there is no command "dmeo"');
    expect(stderr).toContain(usage);
  });

  it.each([
    [['demo', '--imput', 'a.mp4'], "demo: Unknown option '--imput'"],
    [['demo', 'batch', 'list.csv'], 'demo batch: '],
    [['up', 'now'], 'up: '],
    [['bench'], 'bench needs a name'],
  ])('refuses %j before it prepares anything', async (args, problem) => {
    const clone = await mkdtemp(resolve(tmpdir(), 'dev-stack-'));
    try {
      const stack = resolve(clone, 'tooling/dev-stack');
      await cp(resolve(repoRoot, 'tooling/dev-stack/src'), resolve(stack, 'src'), { recursive: true });
      await cp(resolve(repoRoot, 'tooling/dev-stack/usage.txt'), resolve(stack, 'usage.txt'));
      await writeFile(resolve(clone, 'package.json'), '{ "type": "module" }');
      const { code, stderr } = await call(process.execPath, [resolve(stack, 'src/main.ts'), ...args]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(problem) as string });
      expect(await readdir(clone)).not.toContain('.dev');
    } finally {
      await rm(clone, { recursive: true });
    }
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
    const told = new Set([...usage.matchAll(/^ {2}([a-z]+)\b/gm)].map((match) => match[1]));
    told.delete('help');
    expect(shell?.toSorted()).toEqual(typeScript.toSorted());
    expect([...told].toSorted()).toEqual(typeScript.toSorted());
  });
});

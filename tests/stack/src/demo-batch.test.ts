import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchDemoAnswer, type BatchDemoAnswer } from './support/batch-demo-answer.ts';
import { prepareDev, type Dev } from './support/dev.ts';
import { probeFile } from './support/probe-file.ts';

interface Manifest {
  readonly parent?: { readonly workflowId: string };
  readonly files: Readonly<
    Record<string, { readonly name: string; readonly sha256: string; readonly rows: number }>
  >;
}

/** A dozen commands and two hundred processes of ffmpeg, on a machine that may have other things to do. */
const PATIENCE_MS = 550_000;
const BROKEN = ['cut-off.mp4', 'empty.jpg', 'notes.mp4'];

let dev: Dev;
beforeAll(async () => {
  dev = await prepareDev();
});
afterAll(() => {
  dev.remove();
});

describe('./dev demo batch', () => {
  let answer: BatchDemoAnswer;
  let shown: string;

  it(
    'brings sixty files through a batch, says in its last line what came of it, and stops everything',
    { timeout: PATIENCE_MS + 30_000 },
    async () => {
      const { exitCode, stdout, stderr } = await dev.run(['demo', 'batch', '--json'], {}, PATIENCE_MS);
      expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
      // Nothing but the answer is on stdout.
      expect(stdout.trimEnd().split('\n')).toHaveLength(1);
      answer = batchDemoAnswer(stdout);
      shown = stderr;
      expect(answer).toMatchObject({
        ...{ ok: true, problems: [] },
        ...{ items: 60, succeeded: 57, failed: 3, invalid: 1, repeated: 1 },
        ...{ verified: true, outputs: { ok: 57, wrong: 0, unchecked: 0 } },
        ...{ creates: 60, duplicates: 0 },
        redrive: { workflowId: `${answer.workflowId}-redrive-1`, failed: 3, creates: 3, duplicates: 0 },
      });
      expect(await dev.portsInUse()).toEqual([]);
    },
  );

  it('leaves a manifest that says the same to somebody else', () => {
    const { files } = readManifest(answer.manifest);
    const rows = Object.fromEntries(Object.entries(files).map(([outcome, file]) => [outcome, file.rows]));
    // The repetition has the outcome of the row that it repeats.
    expect(rows).toEqual({ succeeded: 58, failed: 3, invalid: 1, cancelled: 0, notStarted: 0, results: 62 });
    for (const { name, sha256 } of Object.values(files)) {
      const bytes = readFileSync(join(dirname(answer.manifest), name));
      expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(sha256);
    }
    expect(idsIn(answer.manifest, 'failed.csv')).toEqual(BROKEN);
  });

  it('redid what failed, and nothing else', () => {
    expect(readManifest(answer.redrive.manifest).parent?.workflowId).toBe(answer.workflowId);
    expect(idsIn(answer.redrive.manifest, 'results.jsonl')).toEqual(BROKEN);
  });

  it('shows a person each step and what it said', () => {
    const { workflowId } = answer;
    for (const command of [
      'plan ',
      'run ',
      `pause ${workflowId}`,
      `status ${workflowId}`,
      `set-concurrency ${workflowId} video=3,image=4,audio=2,animation=1`,
      `resume ${workflowId}`,
      `follow ${workflowId}`,
      `why ${workflowId} id:cut-off.mp4`,
      'verify ',
      `redrive ${workflowId} --only failed`,
    ]) {
      expect(shown).toContain(`$ ./dev run ${command}`);
    }
    expect(shown).toContain('60 items (video 22, image 24, audio 10, animation 4), 1 invalid, 1 repeated');
    expect(shown).toMatch(/too-many-frames.*options\.fps: must be a number from 1 to 60/);
    expect(shown).toMatch(/expected spend: [\d.]+ EUR/);
    expect(shown).toMatch(/Detached; the batch goes on/);
    expect(shown).toMatch(/empty\.jpg is empty: it has 0 bytes/);
    expect(shown).toContain('60 remote tasks were created for the batch, 0 of them twice; 3 for the redrive');
  });

  it('puts an output of each kind where it can be looked at', async () => {
    const folder = join(dev.folder, 'data/demo', answer.workflowId);
    expect(await probeFile(join(folder, 'video.mp4'))).toMatchObject({ width: 128 });
    expect(await probeFile(join(folder, 'animation.gif'))).toMatchObject({ width: 96 });
    expect((await probeFile(join(folder, 'audio.mp3'))).codecs).toEqual(['mp3']);
  });
});

describe('./dev demo batch refuses, and starts nothing,', () => {
  it('the real service, which cannot read files of this machine', async () => {
    const env = { ITTYBIT_API_KEY: 'a-key-of-nobody' };
    const { exitCode, stdout, stderr } = await dev.run(['demo', 'batch'], env);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('Unset ITTYBIT_API_KEY');
    expect(stderr).not.toContain('a-key-of-nobody');
  });

  it('an argument it does not take', async () => {
    const { exitCode, stderr } = await dev.run(['demo', 'batch', 'list.csv']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("'list.csv'");
  });
});

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

/** The files of this batch that are named in a file beside the manifest. */
function idsIn(manifest: string, name: string): string[] {
  const text = readFileSync(join(dirname(manifest), name), 'utf8');
  return [...new Set(text.match(/\b[\w-]+\.(mp4|jpg|png|mkv|mov|wav|mp3|flac)\b/g))].toSorted();
}

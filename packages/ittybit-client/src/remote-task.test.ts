import { describe, expect, it } from 'vitest';
import { readTask } from './remote-task.js';

const job = {
  id: 'job_1',
  object: 'job',
  kind: 'video',
  input: 'https://example.com/a.mov',
  output: 'https://store.ittybit.net/org/a.mp4',
  options: { format: 'mp4' },
  metadata: { ours: 'yes' },
  status: 'succeeded',
  error: null,
  tasks: [
    {
      id: 'task_1',
      object: 'task',
      kind: 'probe',
      status: 'succeeded',
      input: { object: 'external_file', url: 'https://example.com/a.mov' },
      output: {
        object: 'file',
        url: 'https://store/x',
        kind: 'video',
        format: 'mp4',
        width: 640,
        height: 360,
        duration: 1.5,
        codecs: { video: 'h264', audio: 'aac' },
      },
    },
  ],
  created_at: 1_790_000_000_000,
  started_at: 1_790_000_001,
  finished_at: '2026-09-21T14:13:22Z',
  updated_at: null,
};

describe('readTask', () => {
  it('reads a job with its tasks', () => {
    const task = readTask(job);
    expect(task).toMatchObject({
      id: 'job_1',
      object: 'job',
      kind: 'video',
      state: 'succeeded',
      input: 'https://example.com/a.mov',
      outputUrl: 'https://store.ittybit.net/org/a.mp4',
      output: { url: 'https://store.ittybit.net/org/a.mp4', width: null, codecs: { video: null } },
      metadata: { ours: 'yes' },
      createdAt: 1_790_000_000_000,
      startedAt: 1_790_000_001_000,
      finishedAt: 1_790_000_002_000,
      updatedAt: null,
      error: null,
    });
    expect(task?.children).toHaveLength(1);
    expect(task?.children[0]).toMatchObject({
      kind: 'probe',
      input: 'https://example.com/a.mov',
      output: { width: 640, height: 360, durationSeconds: 1.5, codecs: { video: 'h264', audio: 'aac' } },
    });
  });

  it('finds the children under steps too', () => {
    const { tasks, ...rest } = job;
    expect(readTask({ ...rest, object: 'task', steps: tasks })?.children[0]?.id).toBe('task_1');
  });

  it('keeps a success without an output a success, with null as its URL', () => {
    expect(readTask({ id: 'job_1', status: 'succeeded' })).toMatchObject({
      state: 'succeeded',
      outputUrl: null,
      output: null,
    });
  });

  it.each([
    ['no codec here', { kind: null, message: 'no codec here' }],
    [
      { kind: 'bad_media', message: 'Broken.' },
      { kind: 'bad_media', message: 'Broken.' },
    ],
    [{ kind: 'bad_media' }, { kind: 'bad_media', message: 'bad_media' }],
    [{ code: 7 }, { kind: null, message: 'The service gave no reason.' }],
    [null, null],
  ])('reads the error %j', (error, expected) => {
    expect(readTask({ id: 'a', status: 'failed', error })?.error).toEqual(expected);
  });

  it('takes fields of an unexpected type as not sent, and keeps the rest', () => {
    const odd = { id: 'a', status: 'queued', progress: '12', metadata: [], tasks: 'none', kind: 3, input: 7 };
    expect(readTask(odd)).toMatchObject({
      status: 'queued',
      progress: null,
      metadata: {},
      children: [],
      kind: '',
      input: null,
    });
  });

  it('leaves out a child it cannot read', () => {
    const children = [{ id: 'task_1' }, null, { id: 'task_2', status: 'queued' }];
    expect(readTask({ id: 'a', status: 'queued', tasks: children })?.children.map(({ id }) => id)).toEqual([
      'task_2',
    ]);
  });

  it('does not follow children without end', () => {
    let nested: Record<string, unknown> = { id: 'x', status: 'queued' };
    for (let depth = 0; depth < 100_000; depth += 1) nested = { id: 'x', status: 'queued', tasks: [nested] };
    expect(readTask(nested)?.children[0]?.children[0]?.children[0]?.children).toEqual([]);
  });

  it.each([null, [], 'text', {}, { id: 'a' }, { status: 'queued' }, { id: 7, status: 'queued' }])(
    'answers null for %j, which is no task',
    (value) => {
      expect(readTask(value)).toBeNull();
    },
  );
});

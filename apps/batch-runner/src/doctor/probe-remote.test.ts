import type { CreateRequest, ListFilter, RemoteTask } from '@org/ittybit-client';
import { describe, expect, it } from 'vitest';
import { probeRemote } from './probe-remote.js';
import type { ProbeClient } from './remote-checks.js';

interface Faults {
  readonly ignoresKeys?: boolean;
  readonly dropsMetadata?: boolean;
  readonly ignoresFilters?: boolean;
  readonly neverLists?: boolean;
}

/** A service of one account, small but real: keys, metadata and filters work unless a fault says otherwise. */
function service(faults: Faults = {}): ProbeClient {
  const tasks: RemoteTask[] = [
    { ...taskOf('foreign', { kind: 'audio', input: 'https://other.test/a.mp3' }) },
  ];
  const byKey = new Map<string, RemoteTask>();
  return {
    create: async (request, { idempotencyKey = '' } = {}) => {
      const known = faults.ignoresKeys ? undefined : byKey.get(idempotencyKey);
      if (known) return { task: known, replayed: true };
      const task = taskOf(
        `task_${tasks.length}`,
        faults.dropsMetadata ? { ...request, metadata: {} } : request,
      );
      byKey.set(idempotencyKey, task);
      tasks.unshift(task);
      return { task, replayed: false };
    },
    get: async (id) => tasks.find((task) => task.id === id) ?? Promise.reject(new Error('404')),
    list: async (filter = {}) => ({
      tasks: faults.neverLists
        ? []
        : tasks.filter((task) => faults.ignoresFilters === true || matches(task, filter)),
      next: null,
    }),
  };
}

function matches(task: RemoteTask, { input, kind }: ListFilter): boolean {
  return (input === undefined || task.input === input) && (kind === undefined || task.kind === kind);
}

function taskOf(
  id: string,
  { kind, input, metadata = {} }: Pick<CreateRequest, 'kind' | 'input' | 'metadata'>,
): RemoteTask {
  const none = {
    progress: null,
    outputUrl: null,
    output: null,
    error: null,
    createdAt: null,
    startedAt: null,
    finishedAt: null,
    updatedAt: null,
  };
  return {
    ...none,
    id,
    object: 'task',
    kind,
    input,
    status: 'queued',
    state: 'running',
    metadata,
    children: [],
  };
}

async function findings(faults: Faults = {}): Promise<Record<string, string>> {
  const checks = await probeRemote({
    client: service(faults),
    input: 'https://in.test/a.mp4',
    listWithinMs: 0,
    signal: new AbortController().signal,
  });
  return Object.fromEntries(checks.map(({ name, status }) => [name.replace('probe: ', ''), status]));
}

const allOk = {
  task: 'ok',
  'key replay': 'ok',
  'metadata echo': 'ok',
  'list lag': 'ok',
  'list filter by input': 'ok',
  'list filter by kind': 'ok',
};

describe('probeRemote', () => {
  it('finds nothing wrong with a service that honours everything', async () => {
    expect(await findings()).toEqual(allOk);
  });
  it('fails a service that makes two tasks of one key', async () => {
    expect(await findings({ ignoresKeys: true })).toEqual({ ...allOk, 'key replay': 'fail' });
  });
  it('fails a service that forgets metadata', async () => {
    expect(await findings({ dropsMetadata: true })).toEqual({ ...allOk, 'metadata echo': 'fail' });
  });
  it('warns of filters that are ignored', async () => {
    expect(await findings({ ignoresFilters: true })).toEqual({
      ...allOk,
      'list filter by input': 'warn',
      'list filter by kind': 'warn',
    });
  });
  it('warns of a list that does not show the task', async () => {
    expect((await findings({ neverLists: true }))['list lag']).toBe('warn');
  });
  it('says of everything that is not ok what it means and what to do', async () => {
    const checks = await probeRemote({
      client: service({ ignoresKeys: true, dropsMetadata: true, ignoresFilters: true }),
      input: 'https://in.test/a.mp4',
      listWithinMs: 0,
      signal: new AbortController().signal,
    });
    const bad = checks.filter(({ status }) => status !== 'ok');
    expect(bad).toHaveLength(4);
    for (const { meaning, advice } of bad)
      expect([meaning, advice]).toEqual([expect.any(String), expect.any(String)]);
  });
  it('stops waiting for a list when it is interrupted', async () => {
    const controller = new AbortController();
    const silent = service({ neverLists: true });
    const client: ProbeClient = {
      ...silent,
      list: async (filter) => {
        controller.abort(new Error('Ctrl-C'));
        return silent.list(filter);
      },
    };
    const probing = probeRemote({ client, input: 'https://in.test/a.mp4', signal: controller.signal });
    await expect(probing).rejects.toThrow('Ctrl-C');
  });
  it('makes no task once it is interrupted', async () => {
    const untouched: ProbeClient = {
      ...service(),
      create: () => Promise.reject(new Error('a task was made')),
    };
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    const probing = probeRemote({ client: untouched, input: 'https://in.test/a.mp4', signal });
    await expect(probing).rejects.toThrow('Ctrl-C');
  });
});

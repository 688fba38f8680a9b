import { describe, expect, it } from 'vitest';
import { createIttybitLocal } from './create-ittybit-local.js';
import { callers, startServer, temporaryFolder, VIDEO } from './testing/start-server.js';

describe('createIttybitLocal', () => {
  it('creates a job and shows it queued, then succeeded at the next read with a plain URL', async () => {
    const server = await startServer();
    const created = await server.post('/jobs', { ...VIDEO, metadata: { a: 1 } });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      object: 'job',
      status: 'queued',
      input: VIDEO.input,
      options: VIDEO.options,
      output: null,
      error: null,
      metadata: { a: 1 },
      finished_at: null,
    });
    expect(created.body.id).toMatch(/^job_[0-9a-z]{26}$/);
    const read = await server.get(`/jobs/${created.body.id}`);
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({
      status: 'succeeded',
      progress: 100,
      output: `${server.url}/files/${created.body.id}/output.mp4`,
      tasks: [
        { object: 'task', kind: 'video', status: 'succeeded', output: { object: 'file', kind: 'video' } },
      ],
    });
  });

  it('takes a string input on /tasks as a pipeline and shows its result as {url} and its children as steps', async () => {
    const server = await startServer();
    const created = await server.post('/tasks', VIDEO);
    expect(created.body).toMatchObject({ object: 'task', status: 'queued' });
    const read = await server.get(`/tasks/${created.body.id}`);
    expect(read.body).toMatchObject({
      output: { url: `${server.url}/files/${created.body.id}/output.mp4` },
      steps: [{ object: 'step', kind: 'video' }],
    });
  });

  it('takes an object input on /tasks and /steps as one operation, waiting at first', async () => {
    const server = await startServer();
    for (const [path, object] of [
      ['/tasks', 'task'],
      ['/steps', 'step'],
    ] as const) {
      const created = await server.post(path, {
        kind: 'probe',
        input: { url: 'https://media.example/a.mp4' },
      });
      expect(created.body).toMatchObject({
        object,
        status: 'waiting',
        input: { object: 'external_file', url: 'https://media.example/a.mp4' },
      });
      expect((await server.get(`${path}/${created.body.id}`)).body).toMatchObject({
        output: { object: 'file' },
      });
    }
    expect((await server.post('/steps', { kind: 'ingest', input: { url: VIDEO.input } })).body.kind).toBe(
      'import',
    );
  });

  it('reads a child by its own id and does not list it', async () => {
    const server = await startServer();
    const job = await server.post('/jobs', VIDEO);
    const [child] = job.body['tasks'] as { id: string }[];
    expect((await server.get(`/tasks/${child?.id}`)).body).toMatchObject({ id: child?.id, kind: 'video' });
    expect((await server.get('/tasks')).body).toEqual([]);
  });

  it('shows the shapes of results that the options ask for', async () => {
    const server = await startServer({ outputShape: { jobs: 'outputs', tasks: 'output_url' } });
    const job = await server.post('/jobs', VIDEO);
    const task = await server.post('/tasks', VIDEO);
    const [output] = (await server.get(`/jobs/${job.body.id}`)).body['outputs'] as unknown[];
    expect(output).toEqual({
      kind: 'video',
      type: 'video/mp4',
      url: `${server.url}/files/${job.body.id}/output.mp4`,
    });
    expect((await server.get(`/tasks/${task.body.id}`)).body['output_url']).toContain(task.body.id);
  });

  it('refuses a request without a key or with another key', async () => {
    const server = await startServer({ apiKeys: ['right'] });
    expect(server.apiKey).toBe('right');
    for (const [authorization, kind] of [
      ['', 'token_missing'],
      ['Bearer ', 'token_missing'],
      ['Basic abc', 'token_missing'],
      ['Bearer wrong', 'token_invalid'],
    ] as const) {
      const answer = await server.get('/jobs', { authorization });
      expect([answer.status, answer.body.kind]).toEqual([401, kind]);
    }
    expect((await server.get('/jobs')).status).toBe(200);
  });

  it('keeps the key it made over a restart, and makes results of before readable under the new address', async () => {
    const first = await startServer();
    const { body } = await first.post('/jobs', VIDEO);
    await first.close();
    const second = await startServer({ dataDir: first.dataDir });
    expect(second.apiKey).toBe(first.apiKey);
    const output = (await second.get(`/jobs/${body.id}`)).body['output'] as string;
    expect(output.startsWith(second.url)).toBe(true);
    expect((await second.get(output)).text).toContain(body.id);
  });

  it('gives out URLs under publicUrl', async () => {
    const server = await startServer({ publicUrl: 'https://files.example/base/' });
    const { body } = await server.post('/jobs', VIDEO);
    expect((await server.get(`/jobs/${body.id}`)).body['output']).toBe(
      `https://files.example/base/files/${body.id}/output.mp4`,
    );
  });

  it('answers 404 and 405 in the words of the API', async () => {
    const server = await startServer();
    const wanted: [string, string, number, string][] = [
      ['GET', '/jobs/job_none', 404, 'job_not_found'],
      ['GET', '/tasks/task_none', 404, 'task_not_found'],
      ['GET', '/steps/step_none', 404, 'step_not_found'],
      ['GET', '/nowhere', 404, 'not_found'],
      ['DELETE', '/jobs', 405, 'method_not_allowed'],
      ['POST', '/jobs/job_none', 405, 'method_not_allowed'],
    ];
    for (const [method, path, status, kind] of wanted) {
      const answer = await server.call(method, path);
      expect([answer.status, answer.body.kind], `${method} ${path}`).toEqual([status, kind]);
      if (status === 405) expect(answer.headers.get('allow')).toContain('GET');
    }
    const job = await server.post('/jobs', VIDEO);
    expect((await server.get(`/tasks/${job.body.id}`)).status).toBe(404);
  });

  it('refuses a body above 1 MiB and one that is not JSON', async () => {
    const server = await startServer();
    const large = await server.post('/jobs', { ...VIDEO, metadata: { text: 'x'.repeat(1024 * 1024) } });
    expect([large.status, large.body.kind]).toEqual([413, 'request_too_large']);
    const broken = await server.call('POST', '/jobs', { body: '{"input":' });
    expect([broken.status, broken.body.kind]).toEqual([400, 'request_invalid']);
  });

  it('refuses input that cannot be used, as documented', async () => {
    const server = await startServer();
    for (const input of [
      'ftp://a.example/x',
      'file:///etc/passwd',
      'no url',
      'http://127.0.0.1/x',
      'http://169.254.169.254/',
      'http://[::1]/x',
      'http://localhost/x',
    ]) {
      const answer = await server.post('/jobs', { ...VIDEO, input });
      expect([answer.status, answer.body.kind], input).toEqual([400, 'invalid_input']);
    }
    expect((await server.post('/jobs', { ...VIDEO, input: `${server.url}/inputs/a.mp4` })).status).toBe(201);
    expect(server.ledger.summary().creates).toBe(1);
  });

  it('allows private addresses where the operator does', async () => {
    const server = await startServer({ allowPrivateAddresses: true });
    expect((await server.post('/jobs', { ...VIDEO, input: 'http://10.0.0.1/x.mp4' })).status).toBe(201);
  });

  it('rejects a taken port, saying what to do', async () => {
    const server = await startServer();
    const second = createIttybitLocal({
      dataDir: await temporaryFolder(),
      port: server.port,
      simulation: { duration: { distribution: 'instant' } },
    });
    await expect(second).rejects.toThrow(
      new RegExp(`Port ${server.port} on 127.0.0.1 is taken. .*choose another port`),
    );
  });

  it('rejects a data directory that another server uses, and takes it once that one is closed', async () => {
    const server = await startServer();
    const options = {
      dataDir: server.dataDir,
      simulation: { duration: { distribution: 'instant' as const } },
    };
    await expect(createIttybitLocal(options)).rejects.toThrow(/Another ittybit-local is using/);
    await server.close();
    const second = await createIttybitLocal(options);
    await second.close();
    expect(second.port).toBeGreaterThan(0);
  });

  it('rejects options with neither engine nor simulation', async () => {
    const dataDir = await temporaryFolder();
    await expect(createIttybitLocal({ dataDir })).rejects.toThrow(/an engine .* or a simulation/);
  });

  it('answers the health check without a key and the rest of /_local only with it', async () => {
    const server = await startServer();
    const anyone = callers(server.url, '');
    expect((await anyone.get('/_local/health')).body).toMatchObject({ status: 'ok', simulating: true });
    for (const path of ['/_local/ledger', '/_local/faults'])
      expect((await anyone.get(path)).status).toBe(401);
  });
});

import { describe, expect, it } from 'vitest';
import { startServer, VIDEO } from './testing/start-server.js';

const key = (value: string): Record<string, string> => ({ 'idempotency-key': value });

describe('createTaskCreator', () => {
  it('answers the same key and body with the original and 200, whatever the order of the fields', async () => {
    const server = await startServer();
    const first = await server.post('/tasks', VIDEO, key('k'));
    await server.get(`/tasks/${first.body.id}`);
    const { input, kind, options } = VIDEO;
    const again = await server.post('/tasks', { options, kind, input }, key('k'));
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.text).toBe(first.text);
    expect(server.ledger.summary()).toMatchObject({ creates: 1, replayed: 1, duplicates: [] });
  });

  it('creates once when the same request comes twenty times at once', async () => {
    const server = await startServer();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.post('/tasks', VIDEO, key('k'))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(server.tasks.count()).toBe(1);
  });

  it('answers the same key with another body, or on another path, with 409', async () => {
    const server = await startServer();
    await server.post('/tasks', VIDEO, key('k'));
    const otherBody = await server.post('/tasks', { ...VIDEO, options: { width: 640 } }, key('k'));
    const otherPath = await server.post('/jobs', VIDEO, key('k'));
    for (const { status, body } of [otherBody, otherPath]) {
      expect([status, body.kind]).toEqual([409, 'idempotency_conflict']);
    }
    expect(server.tasks.count()).toBe(1);
  });

  it('honours a key for 24 h by its clock and no longer', async () => {
    let now = Date.now();
    const server = await startServer({ clock: () => now });
    const first = await server.post('/tasks', VIDEO, key('k'));
    now += 24 * 3_600_000 - 1;
    expect((await server.post('/tasks', VIDEO, key('k'))).body.id).toBe(first.body.id);
    now += 1;
    const later = await server.post('/tasks', VIDEO, key('k'));
    expect([later.status, later.body.id === first.body.id]).toEqual([201, false]);
  });

  it('keeps the keys of two API keys apart', async () => {
    const server = await startServer({ apiKeys: ['one', 'two'] });
    const one = await server.post('/tasks', VIDEO, { ...key('k'), authorization: 'Bearer one' });
    const two = await server.post('/tasks', VIDEO, { ...key('k'), authorization: 'Bearer two' });
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body.id).not.toBe(two.body.id);
  });

  it('creates each time without a key', async () => {
    const server = await startServer();
    await server.post('/tasks', VIDEO);
    await server.post('/tasks', VIDEO);
    expect(server.tasks.count()).toBe(2);
  });

  it('keeps keys over a restart', async () => {
    const first = await startServer();
    const created = await first.post('/tasks', VIDEO, key('k'));
    await first.close();
    const second = await startServer({ dataDir: first.dataDir });
    const again = await second.post('/tasks', VIDEO, key('k'));
    expect([again.status, again.body.id]).toEqual([200, created.body.id]);
  });

  it('refuses what it does not know by its name', async () => {
    const server = await startServer();
    const wanted: [Record<string, unknown>, RegExp][] = [
      [{ input: VIDEO.input }, /kind is required/],
      [{ kind: 'video' }, /input is required/],
      [{ ...VIDEO, kind: 'film' }, /kind "film" is not supported; use one of video, audio/],
      [{ ...VIDEO, kind: 'probe' }, /kind "probe" is not supported/],
      [{ ...VIDEO, quality: 'high' }, /quality: not known here/],
      [{ ...VIDEO, options: { frobnicate: 1 } }, /options\.frobnicate: .*no option frobnicate/],
      [{ ...VIDEO, options: { width: 9000 } }, /options\.width/],
      [{ ...VIDEO, options: { width: 0 } }, /options\.width/],
      [{ ...VIDEO, options: { bitrate: 299_999 } }, /options\.bitrate/],
      [{ ...VIDEO, options: { fps: 61 } }, /options\.fps/],
      [{ ...VIDEO, options: { format: 'avi' } }, /options\.format/],
      [{ ...VIDEO, options: { format: 'mp4', codec: 'vp9' } }, /options\.codec/],
      [{ ...VIDEO, options: { quality: 'best' } }, /options\.quality/],
      [{ ...VIDEO, options: { start: 5, end: 5 } }, /options\.end/],
      [{ ...VIDEO, kind: 'animation', options: {} }, /options\.end/],
      [{ ...VIDEO, kind: 'audio', options: { bitrate: 1 } }, /options\.bitrate/],
      [{ ...VIDEO, options: { simulate: { speed: 1 } } }, /options\.simulate\.speed: not known here/],
      [{ ...VIDEO, output: 'https://a.example/x' }, /output must be s3/],
      [{ ...VIDEO, webhook_url: 'mailto:a@b.example' }, /webhook_url/],
      [{ ...VIDEO, metadata: 'x' }, /metadata/],
    ];
    for (const [body, message] of wanted) {
      const answer = await server.post('/jobs', body);
      expect([answer.status, answer.body.kind], JSON.stringify(body)).toEqual([400, 'request_invalid']);
      expect(answer.body.message).toMatch(message);
    }
    expect(server.tasks.count()).toBe(0);
  });

  it('takes every option of the reference', async () => {
    const server = await startServer();
    const frame = { width: 640, height: '50%', fit: 'contain', position: 'top', background: '#000000' };
    const wanted: [string, Record<string, unknown>][] = [
      [
        'video',
        { format: 'webm', codec: 'av1', quality: 'very_high', ...frame, fps: 30, start: 1, end: 2.5 },
      ],
      ['video', { format: 'mp4', bitrate: 300_000 }],
      ['audio', { format: 'opus', bitrate: 32_000, start: 1, end: 2 }],
      ['image', { format: 'avif', quality: 'low', ...frame, start: 2 }],
      ['animation', { format: 'webp', quality: 'low', ...frame, fps: 10, start: 0, end: 2 }],
      ['adaptive_video', { format: 'hls', quality: 'low', ...frame, start: 1, end: 2 }],
    ];
    for (const [kind, options] of wanted) {
      const answer = await server.post('/jobs', { input: VIDEO.input, kind, options });
      expect(answer.status, answer.text).toBe(201);
    }
  });

  it('asks for a File object where a kind works on one', async () => {
    const server = await startServer();
    const bare = await server.post('/tasks', { kind: 'video', input: { url: VIDEO.input } });
    expect([bare.status, bare.body.kind]).toEqual([400, 'request_invalid']);
    const file = { object: 'file', url: VIDEO.input, kind: 'video', format: 'mp4', width: 1, height: 1 };
    expect((await server.post('/tasks', { kind: 'video', input: file })).status).toBe(201);
    expect(
      (await server.post('/tasks', { kind: 'export', input: file, options: { url: 'https://x' } })).status,
    ).toBe(400);
    const options = { url: 's3://bucket/key.mp4', connection_id: 'conn_1' };
    expect((await server.post('/tasks', { kind: 'export', input: file, options })).status).toBe(201);
  });
});

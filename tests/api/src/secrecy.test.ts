import { once as onceEvent } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestVideo, waitUntil } from '@org/dev-stack';
import { rawHistory, rawRuns } from '@org/tests-harness';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiStack, type ApiStack } from './support/api-stack.ts';
import { eventsOf, once, pipelineBody, start } from './support/requests.ts';
import { startS3Server, type S3Server } from './support/s3-server.ts';

const { VERSITYGW_PATH = '' } = process.env;
const SIGNATURE = 'SECRETSIG0123456789';
const SIGNED = `X-Amz-Credential=AKIA&X-Amz-Signature=${SIGNATURE}`;
const PAYLOAD_KEY = Buffer.alloc(32, 0xa7).toString('base64');
const SIGNING_SECRET = 'a-signing-secret-of-more-than-thirty-two';

/** Where a secret could have been left, and what is there. */
interface Kept {
  readonly where: string;
  readonly text: string;
}

const folder = mkdtempSync(join(tmpdir(), 'media-secrecy-'));
let s3: S3Server | undefined;
let own: ApiStack | undefined;
let receiver: Server | undefined;
/** What callbacks told. */
const bodies: string[] = [];

describe.skipIf(!VERSITYGW_PATH)('after everything that the API can do was done with payload keys', () => {
  beforeAll(async () => {
    s3 = await startS3Server(VERSITYGW_PATH, folder);
    s3.makeBucket('media');
    await makeTestVideo({ path: join(s3.makeBucket('films'), 'in/clip.mp4'), seconds: 2, size: '320x180' });
    const env = {
      ...s3.env,
      STORE_DIR: '',
      STORE_URL: 's3://media',
      PAYLOAD_KEYS: `a:${PAYLOAD_KEY}`,
      API_SIGNING_SECRET: SIGNING_SECRET,
      LOG_LEVEL: 'trace',
    };
    own = await startApiStack({ workerEnv: { ...env, S3_SOURCES: 's3://films/in' }, apiEnv: env });
    receiver = createServer((request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk)));
      request.on('end', () => response.writeHead(204).end());
    }).listen(0, '127.0.0.1');
    await onceEvent(receiver, 'listening');
  });
  afterAll(async () => {
    receiver?.closeAllConnections();
    receiver?.close();
    await own?.stop();
    await s3?.stop();
    rmSync(folder, { recursive: true });
  });

  it('no key and no presigned query is in histories, logs, rows, manifests, answers or callbacks', async () => {
    const { stack, client } = theStack();
    const secret = (await client.POST('/v1/callback-secrets')).data?.secret ?? '';
    const linked = await driveEverything();
    const secrets = {
      'a presigned query': SIGNATURE,
      'a presigned query of ours': 'X-Amz-Signature=',
      'the key of the API': theStack().key,
      'the key of the service': stack.workerEnv['ITTYBIT_API_KEY'] ?? '',
      'the secret of callbacks': secret,
      'its bytes': secret.replace('whsec_', ''),
      'the key of payloads': PAYLOAD_KEY,
      'the signing secret': SIGNING_SECRET,
      'the key that seals': stack.workerEnv['CALLBACK_SECRET_KEY'] ?? '',
      'the key of the bucket': s3?.env['S3_SECRET_ACCESS_KEY'] ?? '',
      'the token of an upload': linked,
    };
    expect(Object.values(secrets)).not.toContain('');

    const kept = [
      ...(await histories()),
      ...logs(),
      ...(await rows()),
      ...manifests(),
      ...(await answers()),
      { where: 'callbacks', text: bodies.join('\n') },
    ];
    const found = kept.flatMap(({ where, text }) =>
      Object.entries(secrets).flatMap(([what, word]) => (text.includes(word) ? [`${what} in ${where}`] : [])),
    );
    expect(found).toEqual([]);
    for (const { where, text } of kept) expect(text, where).not.toBe('');
    // The same search finds what may be there, in each of the places.
    const places = ['history', 'log', 'rows of', 'manifest', '/v1/', 'callbacks'];
    expect(places.filter((place) => !kept.some(({ where }) => where.includes(place)))).toEqual([]);
    expect(kept.find(({ where }) => where === 'rows of assets')?.text).toContain('https://media.test/');
    expect(kept.find(({ where }) => where.endsWith('manifest.json'))?.text).toContain('"succeeded"');
  });

  /** Everything ends; returns what permits to read an upload. */
  async function driveEverything(): Promise<string> {
    const { client, stack } = theStack();
    const { port } = receiver?.address() as AddressInfo;
    const callback = { url: `http://127.0.0.1:${port}/hook` };
    const ended = (id: string) => eventsOf(client, { id });
    const bytes = readFileSync(join(folder, 's3/films/in/clip.mp4'));

    const { data: link } = await client.POST('/v1/uploads/presigned', {
      params: { header: {} },
      body: { sizeBytes: bytes.length, name: 'clip.mp4' },
    });
    const put = await fetch(link?.url ?? '', { method: 'PUT', body: bytes, headers: { ...link?.headers } });
    expect(put.status).toBe(200);
    const assetId = link?.id ?? '';
    await client.POST('/v1/uploads/{id}/complete', { params: { path: { id: assetId } } });
    await once(client, 'POST', '/v1/uploads', { body: bytes });
    const { data: uploaded } = await client.POST('/v1/pipelines', { params: {}, body: { assetId } });
    await ended(uploaded?.id ?? '');
    await ended(await start(client, pipelineBody({ source: 's3://films/in/clip.mp4', callback })));

    await stack.admin.setFaults([
      { fault: 'failed', permanent: true, inputIncludes: 'fails' },
      { fault: 'serverError', route: 'create', count: 2 },
      { fault: 'html', route: 'create', count: 1 },
    ]);
    const failing = await start(
      client,
      pipelineBody({ source: `https://media.test/fails.mp4?${SIGNED}`, callback }),
    );
    expect((await ended(failing)).at(-1)?.type).toBe('pipeline.failed');
    const items = ['a.mp4', 'fails.mp4', 'b.mp4'].map((name) => ({
      url: `https://media.test/${name}?${SIGNED}`,
      kind: 'video' as const,
    }));
    const pipeline = {
      url: `https://media.test/c.mp4?${SIGNED}`,
      kind: 'pipeline' as const,
      options: { inspectOutputs: false },
    };
    const { data: batch } = await client.POST('/v1/batches', {
      params: {},
      body: { list: { items: [...items, pipeline] }, callback },
    });
    await eventsOf(client, { kind: 'batches', id: batch?.id ?? '' });
    await stack.admin.setFaults([]);
    const { data: redriven } = await client.POST('/v1/pipelines/{id}/redrive', {
      params: { path: { id: failing } },
    });
    await ended(redriven?.id ?? '');
    await waitUntil(() => bodies.length >= 3, { what: 'the callbacks', timeoutMs: 60_000 });

    const { groups } = await stack.admin.ledger();
    const asked = groups.map((group) => group.asked).find((text) => text.includes('/objects/')) ?? '';
    return /token=([\w.-]+)/.exec(asked)?.[1] ?? '';
  }

  async function histories(): Promise<Kept[]> {
    const { client } = theStack().stack;
    const runs = await rawRuns(client);
    const told = await Promise.all(
      runs.map(({ workflowId, runId }) => rawHistory(client, workflowId, runId)),
    );
    return runs.map(({ workflowId, listed }, index) => {
      return { where: `the history of ${workflowId}`, text: `${listed} ${told[index]?.text}` };
    });
  }

  function logs(): Kept[] {
    const { api, stack, postgres } = theStack();
    const files = [api.current().logFile, stack.worker?.current().logFile ?? '', postgres.current().logFile];
    return files.map((file) => ({ where: `the log ${file}`, text: `log ${readFileSync(file, 'utf8')}` }));
  }

  async function rows(): Promise<Kept[]> {
    const connection = new Client({ connectionString: theStack().postgres.current().connectionString });
    await connection.connect();
    try {
      const tables = await connection.query<{ name: string }>(
        `select table_schema || '.' || table_name as name from information_schema.tables
         where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
      );
      const kept: Kept[] = [];
      for (const { name } of tables.rows) {
        const [schema, table] = name.split('.');
        const all = await connection.query<{ row: string }>(
          `select t::text as row from "${schema}"."${table}" t`,
        );
        kept.push({ where: `rows of ${table}`, text: `rows\n${all.rows.map(({ row }) => row).join('\n')}` });
      }
      return kept;
    } finally {
      await connection.end();
    }
  }

  /** What a batch hands out: its list, plan and shards keep what the work needs. */
  function manifests(): Kept[] {
    const files = readdirSync(join(folder, 's3/media'), { recursive: true, withFileTypes: true });
    const folders = files.flatMap(({ name, parentPath }) => (name === 'manifest.json' ? [parentPath] : []));
    return files
      .filter((file) => file.isFile() && folders.includes(file.parentPath))
      .map(({ name, parentPath }) => join(parentPath, name))
      .map((where) => ({ where: `the manifest's ${where}`, text: `file ${readFileSync(where, 'utf8')}` }));
  }

  async function answers(): Promise<Kept[]> {
    const { client } = theStack();
    const paths = ['/v1/pipelines', '/v1/batches', '/v1/assets', '/v1/callbacks', '/v1/callback-secrets'];
    for (const kind of ['pipelines', 'batches']) {
      const { items } = (await (await once(client, 'GET', `/v1/${kind}`)).json()) as {
        items: { id: string }[];
      };
      const parts = [
        '',
        '/activities',
        '/why',
        ...(kind === 'batches' ? ['/items', '/manifest'] : ['/files']),
      ];
      paths.push(...items.flatMap(({ id }) => parts.map((part) => `/v1/${kind}/${id}${part}`)));
    }
    const read = async (path: string): Promise<Kept> => {
      const answer = await once(client, 'GET', path);
      return { where: path, text: `${answer.status} ${await answer.text()}` };
    };
    return Promise.all(paths.map(read));
  }
});

function theStack(): ApiStack {
  if (!own) throw new Error('the stack did not start');
  return own;
}

import type { StageName } from '@org/media-contracts';
import { devApiKey } from '../api-key.ts';
import { Failure } from '../failure.ts';
import { say } from '../say.ts';
import type { StackAddresses } from '../stack-record.ts';
import { pause } from '../wait-until.ts';

/** A pipeline as the API shows it, as far as the demo looks. */
export interface PipelineAnswer {
  readonly id: string;
  readonly state: string;
  readonly stages: readonly StageAnswer[];
  readonly error?: { readonly type: string; readonly message: string };
}

interface StageAnswer {
  readonly stage: StageName;
  readonly state: string;
  readonly outputUrl?: string;
  readonly error?: { readonly type: string; readonly message: string };
}

const LOOK_EVERY_MS = 300;
const ENDED = ['succeeded', 'failed', 'cancelled'];

/**
 * Starts a pipeline through the API, as any client does, and follows it to its end. With the key of an earlier call it
 * is the same pipeline: nothing is started twice.
 */
export async function runPipeline(
  addresses: StackAddresses,
  { key, source }: { readonly key: string; readonly source: string },
  signal: AbortSignal,
): Promise<PipelineAnswer> {
  const headers = { 'idempotency-key': key, 'content-type': 'application/json' };
  const body = JSON.stringify({ source });
  let pipeline = await call(addresses, '/v1/pipelines', { method: 'POST', headers, body, signal });
  say(`Started ${pipeline.id}`);
  let told = '';
  for (;;) {
    const line = pipeline.stages.map(({ stage, state }) => `${stage} ${state}`).join('  ');
    if (line !== told) say(`${new Date().toISOString().slice(11, 19)}Z ${line}`);
    told = line;
    if (ENDED.includes(pipeline.state)) return pipeline;
    await pause(LOOK_EVERY_MS, signal);
    signal.throwIfAborted();
    pipeline = await call(addresses, `/v1/pipelines/${pipeline.id}`, { signal });
  }
}

interface Request extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

async function call({ api }: StackAddresses, path: string, request: Request): Promise<PipelineAnswer> {
  const headers = { ...request.headers, authorization: `Bearer ${devApiKey()}` };
  const response = await fetch(`${api}${path}`, { ...request, headers });
  const answer = (await response.json()) as PipelineAnswer & { detail?: string };
  if (response.ok) return answer;
  throw new Failure(
    `The API answered ${response.status} to ${path}: ${answer.detail ?? 'it gave no reason'}`,
  );
}

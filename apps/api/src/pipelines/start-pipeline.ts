import type { AssetRow, Catalog, PipelineRow } from '@org/media-catalog';
import { STAGES, type MediaPipelineInput } from '@org/media-contracts';
import { redactUrls } from '@org/media-activities';
import type { Engine } from '../engine/engine.js';
import type { Caller } from '../http/api-env.js';
import { Problem, notFound } from '../http/problem.js';
import { urlProblem } from '../starts/judge-url.js';
import { resourceId } from '../starts/resource-id.js';
import type { CreatePipeline } from './pipeline-schemas.js';

export interface PipelineStarter {
  readonly catalog: Pick<Catalog, 'assets' | 'pipelines'>;
  readonly engine: Pick<Engine, 'startPipeline'>;
  /** The address at which a service can read an asset that lies in our store. */
  readonly assetUrl: (asset: AssetRow) => string;
  /** Where the service tells about the tasks of a pipeline; absent where it cannot reach us. */
  readonly webhookUrl: (workflowId: string, account: string | undefined) => string | undefined;
  readonly allowPrivate: boolean;
  readonly now: () => number;
}

export interface PipelineRequest {
  readonly id: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly body: CreatePipeline;
}

/** Addresses that can be seen to be wrong, before anything is claimed or counted. @throws {@link Problem} */
export function judgeAddresses({ source, callback }: CreatePipeline, allowPrivate: boolean): void {
  const judged = [
    { path: '/source', url: source, protocols: ['https:', 'http:', 's3:'] },
    { path: '/callback/url', url: callback?.url, protocols: allowPrivate ? ['https:', 'http:'] : ['https:'] },
  ].flatMap(({ path, url, protocols }) => {
    const message = url === undefined ? undefined : urlProblem(url, { protocols, allowPrivate });
    return message === undefined ? [] : [{ path, message }];
  });
  const [first] = judged;
  if (first) throw new Problem('invalid', `Change ${first.path}: it ${first.message}.`, { errors: judged });
}

/** Temporal is asked first: what it has accepted is begun, and the row only says so. */
export async function startPipeline(
  starter: PipelineStarter,
  request: PipelineRequest,
): Promise<PipelineRow> {
  const { catalog, engine, now } = starter;
  const { id, caller, requestId, body } = request;
  const { asset, source } = await findSource(starter, request);
  const input = pipelineInput(body, {
    source,
    account: caller.tenant.account,
    webhookUrl: starter.webhookUrl(id, caller.tenant.account),
  });
  const memo = {
    tenantId: caller.tenant.id,
    keyId: caller.key.id,
    requestId,
    assetId: asset.id,
    ...(body.callback && { callback: body.callback }),
    ...(body.metadata && { metadata: body.metadata }),
  };
  const { runId } = await engine.startPipeline({ id, input, memo });
  const at = now();
  const row: PipelineRow = {
    id,
    tenantId: caller.tenant.id,
    keyId: caller.key.id,
    runId,
    state: 'running',
    input: shownInput(input),
    assetId: asset.id,
    ...(body.metadata && { metadata: body.metadata }),
    requestId,
    stages: STAGES.map((stage) => ({
      stage,
      state: body.stages?.[stage]?.enabled === false ? 'disabled' : 'pending',
    })),
    createdAt: at,
    updatedAt: at,
  };
  await catalog.pipelines.insertStarted(row);
  return (await catalog.pipelines.get(caller.tenant.id, id)) ?? row;
}

/** Query parts may be signatures: they are for the service, not for us to keep. */
function shownInput({ webhookUrl: _webhook, ...input }: MediaPipelineInput): MediaPipelineInput {
  return { ...input, source: withoutQuery(input.source) };
}

function withoutQuery(url: string): string {
  return redactUrls(url).replace(/\?\[redacted\]$/, '');
}

async function findSource(
  { catalog: { assets }, assetUrl }: PipelineStarter,
  { caller, body }: PipelineRequest,
): Promise<{ asset: AssetRow; source: string }> {
  const tenantId = caller.tenant.id;
  if (body.assetId !== undefined) {
    const asset = await assets.get(tenantId, body.assetId);
    if (!asset) throw notFound('asset', body.assetId);
    return { asset, source: assetUrl(asset) };
  }
  const source = body.source ?? '';
  const shown = withoutQuery(source);
  const id = resourceId('as', [tenantId, 'asset', shown]);
  return { asset: await assets.upsert({ id, tenantId, source: shown }), source };
}

function pipelineInput(
  { stages, transcodeInParallel, destination, inspectOutputs }: CreatePipeline,
  {
    source,
    account,
    webhookUrl,
  }: { source: string; account: string | undefined; webhookUrl: string | undefined },
): MediaPipelineInput {
  return {
    source,
    ...(account !== undefined && { account }),
    ...(stages && { stages }),
    ...(transcodeInParallel !== undefined && { transcodeInParallel }),
    ...(destination !== undefined && { destination }),
    ...(inspectOutputs !== undefined && { inspectOutputs }),
    ...(webhookUrl !== undefined && { webhookUrl }),
  };
}

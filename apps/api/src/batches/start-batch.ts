import type { BatchRow, Catalog } from '@org/media-catalog';
import type { BatchFanOutInput, BatchList, BatchSettings } from '@org/media-contracts';
import type { Engine } from '../engine/engine.js';
import type { Caller } from '../http/api-env.js';
import { notFound, Problem, type FieldProblem } from '../http/problem.js';
import { urlProblem } from '../starts/judge-url.js';
import type { BatchView, CreateBatch } from './batch-schemas.js';

export interface BatchStarter {
  readonly catalog: Pick<Catalog, 'assets' | 'batches'>;
  readonly engine: Pick<Engine, 'startBatch'>;
  readonly webhookUrl: (workflowId: string, account: string | undefined) => string | undefined;
  readonly allowPrivate: boolean;
  readonly now: () => number;
}

export interface BatchRequest {
  readonly id: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly body: CreateBatch;
}

/** Addresses of an inline list too: of a list at a URL, each line is judged when it is planned. @throws {@link Problem} */
export function judgeBatchAddresses({ list, callback }: CreateBatch, allowPrivate: boolean): void {
  const sources = { protocols: ['https:', 'http:', 's3:'], allowPrivate };
  const judged: FieldProblem[] = [];
  const judge = (path: string, url: string, rules: typeof sources): void => {
    const message = urlProblem(url, rules);
    if (message !== undefined) judged.push({ path, message });
  };
  if ('url' in list) judge('/list/url', list.url, sources);
  if ('items' in list)
    list.items.forEach(({ url }, index) => {
      judge(`/list/items/${index}/url`, url, sources);
    });
  if (callback) {
    judge('/callback/url', callback.url, {
      ...sources,
      protocols: allowPrivate ? ['https:', 'http:'] : ['https:'],
    });
  }
  const [first] = judged;
  if (first) throw new Problem('invalid', `Change ${first.path}: it ${first.message}.`, { errors: judged });
}

/** As for a pipeline: what Temporal has accepted is begun, and the row only says so. */
export async function startBatch(starter: BatchStarter, request: BatchRequest): Promise<BatchRow> {
  const { catalog, engine, now } = starter;
  const { id, caller, requestId, body } = request;
  const { tenant, key } = caller;
  const settings: BatchSettings = {
    ...body.settings,
    ...(tenant.account !== undefined && { account: tenant.account }),
  };
  const webhookUrl = starter.webhookUrl(id, tenant.account);
  const input: BatchFanOutInput = {
    list: await listOf(catalog, request),
    settings: { ...settings, ...(webhookUrl !== undefined && { webhookUrl }) },
  };
  const memo = {
    tenantId: tenant.id,
    keyId: key.id,
    requestId,
    ...(body.callback && { callback: body.callback }),
    ...(body.metadata && { metadata: body.metadata }),
  };
  const { runId } = await engine.startBatch({ id, input, memo });
  const at = now();
  const row: BatchRow = {
    id,
    tenantId: tenant.id,
    keyId: key.id,
    firstRunId: runId,
    runId,
    state: 'planning',
    settings,
    ...(body.metadata && { metadata: body.metadata }),
    requestId,
    createdAt: at,
    updatedAt: at,
  };
  await catalog.batches.insertStarted(row);
  return (await catalog.batches.get(tenant.id, id)) ?? row;
}

async function listOf(
  { assets }: Pick<Catalog, 'assets'>,
  { caller, body: { list } }: BatchRequest,
): Promise<BatchList> {
  if (!('assetId' in list)) return list;
  const { assetId, ...facts } = list;
  const asset = await assets.get(caller.tenant.id, assetId);
  if (!asset) throw notFound('asset', assetId);
  if (asset.key === undefined) {
    throw new Problem(
      'conflict',
      `The asset ${assetId} was never uploaded here: give its address as list.url.`,
    );
  }
  return { key: asset.key, ...facts, ...(asset.digest !== undefined && { sha256: asset.digest }) };
}

/** What a tenant is shown of its batch. */
export function batchView(row: BatchRow): BatchView {
  const { tenantId: _tenant, keyId: _key, runId: _run, firstRunId: _first, settings, ...shown } = row;
  const { webhookUrl: _webhook, ...own } = settings ?? {};
  return { ...shown, ...(settings && { settings: own }), metadata: row.metadata };
}

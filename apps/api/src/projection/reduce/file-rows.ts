import type { FileRow } from '@org/media-catalog';
import type { MediaFile } from '@org/media-contracts';
import { stableId } from './stable-id.js';
import type { ProjectedRun } from './project.js';

/** What is made of a role is one file, however often it is made again or inspected. */
export function remoteFileRow(
  { workflowId, owner }: ProjectedRun,
  { role, url, file, at }: { role: string; url: string; file: MediaFile | undefined; at: number },
): FileRow {
  const { kind, sizeBytes, durationSeconds } = file ?? {};
  return {
    id: stableId('file', workflowId, role),
    tenantId: owner.tenantId,
    workflowId,
    ...(owner.assetId !== undefined && { assetId: owner.assetId }),
    role,
    ...(kind && { kind }),
    url,
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    createdAt: at,
  };
}

/** A file in our own store. */
export function storedFileRow(
  { workflowId, owner }: ProjectedRun,
  { role, key, digest, at }: { role: string; key: string; digest: string; at: number },
): FileRow {
  const id = stableId('file', workflowId, role);
  return { id, tenantId: owner.tenantId, workflowId, role, key, digest, createdAt: at };
}

import type { BatchManifest } from '@org/media-contracts';
import { defined } from '../../defined.js';
import { withChanges } from './from-snapshot.js';
import type { ParentBatch } from './parent-batch.js';

/**
 * What a manifest says of its batch. The address for webhooks is a secret and not in it; without the same one, what is
 * asked again under a known key would be refused.
 */
export function parentFromManifest(manifest: BatchManifest, webhookUrl?: string): ParentBatch {
  const { batch, lineage, redrive, settings, counts, input, spend } = manifest;
  return {
    of: batch,
    lineage,
    planFolder: redrive.planFolder,
    ...defined({ lastShard: redrive.lastShard }),
    unflushed: [],
    settings: { ...withChanges(settings, settings.concurrency, spend?.cap), ...defined({ webhookUrl }) },
    listSha256: input.sha256,
    counts: { failed: counts.failed, cancelled: counts.cancelled, notStarted: counts.notStarted },
  };
}

import { z } from '@hono/zod-openapi';
import type { AssetRow } from '@org/media-catalog';

export const AssetSchema = z
  .object({
    id: z.string(),
    /** Without its query part; of an upload `upload:<id>`. */
    source: z.string(),
    /** SHA-256 in hex, of what was uploaded; absent where nobody told or computed it. */
    digest: z.string().optional(),
    sizeBytes: z.number().optional(),
    /** As its bytes say. */
    mediaType: z.string().optional(),
    createdAt: z.number(),
  })
  .openapi('Asset');

export function assetView({
  tenantId: _tenant,
  key: _key,
  probe: _probe,
  ...row
}: AssetRow): z.output<typeof AssetSchema> {
  return row;
}

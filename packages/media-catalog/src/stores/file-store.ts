import { and, asc, desc, eq } from 'drizzle-orm';
import type { FileStore } from '../ports/file.js';
import { asking, type Connections } from '../database.js';
import { behind, pageOf, type Newest } from '../page-of.js';
import { files } from '../schema/files.js';
import { withoutNulls } from '../without-nulls.js';

const NEWEST: Newest = { list: 'files', createdAt: files.createdAt, id: files.id };

export function fileStore({ db }: Connections): FileStore {
  return {
    ofAsset: (tenantId, assetId, page) =>
      asking(async () => {
        const own = and(eq(files.tenantId, tenantId), eq(files.assetId, assetId));
        const rows = await db
          .select()
          .from(files)
          .where(and(own, behind(NEWEST, page.cursor)))
          .orderBy(desc(files.createdAt), desc(files.id))
          .limit(page.limit + 1);
        return pageOf(NEWEST, rows.map(withoutNulls), page);
      }),
    ofWorkflow: (tenantId, workflowId) =>
      asking(async () => {
        const own = and(eq(files.tenantId, tenantId), eq(files.workflowId, workflowId));
        const rows = await db.select().from(files).where(own).orderBy(asc(files.createdAt), asc(files.id));
        return rows.map(withoutNulls);
      }),
  };
}

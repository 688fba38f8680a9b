import { inArray } from 'drizzle-orm';
import type { RedriveStore } from '../ports/redrive.js';
import { asking, type Connections } from '../database.js';
import { batches, pipelines } from '../schema/resources.js';

export function redriveStore({ db }: Connections): RedriveStore {
  const redrivesOf = async (ids: readonly string[]): Promise<{ id: string; closedAt: number | null }[]> => {
    const [ofPipelines, ofBatches] = await Promise.all(
      [pipelines, batches].map((table) =>
        db
          .select({ id: table.id, closedAt: table.closedAt })
          .from(table)
          .where(inArray(table.redriveOf, [...ids])),
      ),
    );
    return [...(ofPipelines ?? []), ...(ofBatches ?? [])];
  };
  return {
    openOf: (id) =>
      asking(async () => {
        const open: string[] = [];
        const seen = new Set([id]);
        for (let parents = [id]; parents.length > 0;) {
          const redrives = (await redrivesOf(parents)).filter((one) => !seen.has(one.id));
          open.push(...redrives.flatMap((one) => (one.closedAt === null ? [one.id] : [])));
          parents = redrives.map((one) => one.id);
          for (const parent of parents) seen.add(parent);
        }
        return open;
      }),
  };
}

import type { WorkflowMemo } from '@org/media-contracts';
import { WorkflowMemoSchema } from '@org/media-contracts/schemas';

/** What the business knows of a workflow. */
export type Owner = WorkflowMemo;

/** Whose a workflow is, by its memo; or why it is nobody's. */
export type Ownership = { readonly owner: Owner } | { readonly problem: string };

/** Workflows that nobody started through the API belong to `adoptTenant`, if there is one. */
export function ownershipOf(memo: unknown, adoptTenant: string | undefined): Ownership {
  const read = WorkflowMemoSchema.safeParse(memo);
  if (read.success) return { owner: read.data };
  if (adoptTenant !== undefined) return { owner: { tenantId: adoptTenant } };
  const [issue] = read.error.issues;
  return {
    problem:
      memo === undefined || memo === null
        ? 'it has no memo, and no tenant adopts workflows without one'
        : `its memo is none of ours: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  };
}

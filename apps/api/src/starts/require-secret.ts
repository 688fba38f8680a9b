import type { Catalog } from '@org/media-catalog';
import { Problem } from '../http/problem.js';

/** A callback that nothing can sign would only fail, attempt by attempt, for days. @throws {@link Problem} */
export async function requireSecret(
  { secrets }: Pick<Catalog, 'secrets'>,
  tenantId: string,
  callback: object | undefined,
): Promise<void> {
  if (callback === undefined || (await secrets.list(tenantId)).length > 0) return;
  const message =
    'needs a secret to be signed with: make one with POST /v1/callback-secrets, then send this again';
  throw new Problem('invalid', `Callbacks cannot be signed yet: /callback ${message}.`, {
    errors: [{ path: '/callback', message }],
  });
}

import { join } from 'node:path';
import { startIttybitLocal } from '@org/dev-stack';
import type { Stack } from '@org/tests-harness';

/** Puts a service with another key in the place of the stack's, until the function that is returned is called. */
export async function changeKey(
  { remote, dataDir }: Stack,
  args: readonly string[],
): Promise<() => Promise<void>> {
  const { port, exited } = remote.current();
  remote.killNow();
  await exited;
  const other = await startIttybitLocal({
    dataDir: join(dataDir, 'remote'),
    port,
    apiKey: 'another-key',
    args: [...args],
  });
  return async () => {
    await other.stop();
    await remote.revive();
  };
}

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess, type RunningProcess } from '@org/dev-stack';

export interface BareServer extends RunningProcess {
  readonly url: string;
}

export async function startBareServer(dataDir: string): Promise<BareServer> {
  const file = join(dataDir, 'bare-server.url');
  const running = await startProcess({
    name: 'bare-server',
    command: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL('./bare-server.ts', import.meta.url)),
      file,
    ],
    logFile: join(dataDir, 'bare-server.log'),
    ready: () => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0,
  });
  return { ...running, url: readFileSync(file, 'utf8') };
}

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findApiKeys } from './api-keys.js';
import { createServices } from './create-services.js';
import { createAuthenticator } from './http/authenticate.js';
import { adminRoutes } from './http/admin-routes.js';
import { fileRoutes } from './http/file-routes.js';
import { listen } from './http/listen.js';
import { createRequestListener } from './http/request-listener.js';
import { taskRoutes } from './http/task-routes.js';
import { silent } from './log.js';
import type { IttybitLocal, IttybitLocalOptions } from './options.js';
import { createServerUrls } from './public-url.js';

/**
 * Starts an Ittybit-compatible server; resolves when it listens.
 * @throws Error when the port is taken, another process uses the data directory, or there is neither engine nor simulation
 */
export async function createIttybitLocal(options: IttybitLocalOptions): Promise<IttybitLocal> {
  const dataDir = resolve(options.dataDir);
  const filesDir = join(dataDir, 'files');
  await mkdir(filesDir, { recursive: true });
  const apiKeys = await findApiKeys(dataDir, options.apiKeys);
  const urls = createServerUrls(options.publicUrl);
  const services = createServices(options, { dataDir, filesDir, urls });
  const { database, tasks, faults, ledger, now } = services;
  const closing = new AbortController();
  const listener = createRequestListener({
    routes: [
      ...taskRoutes({ ...services, publicUrl: urls.publicUrl }),
      ...fileRoutes({ filesDir, inputsDir: options.inputsDir ?? null, tasks, now }),
      ...adminRoutes(services),
    ],
    authenticate: createAuthenticator(apiKeys),
    faults,
    counted: ledger.counted,
    committed: database.committed,
    closing: closing.signal,
    log: options.log ?? silent,
  });
  try {
    const listening = await listen(listener, { host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
    urls.listeningOn(listening.url);
    services.start();
    return {
      url: listening.url,
      port: listening.port,
      apiKey: apiKeys[0] ?? '',
      faults,
      ledger,
      tasks: services.taskControl,
      close: async () => {
        closing.abort();
        await listening.close();
        await services.stop();
      },
    };
  } catch (error) {
    await services.stop();
    throw error;
  }
}

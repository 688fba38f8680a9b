import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Logger } from '@org/media-log';
import { Runtime } from '@temporalio/worker';
import { createSdkLogger, toSdkLevel } from '../log/sdk-logger.js';

/** Another process can take the port between our choosing it and the exporter binding it. */
const MAX_ATTEMPTS = 5;

/**
 * Prepares the native part of the SDK, once per process and before any connection.
 * Its exporter binds a port of its own, on loopback; our `/metrics` passes on what it says.
 * Signals stay ours: by default the SDK would swallow the first one.
 */
export async function installRuntime(logger: Logger): Promise<{ readonly metricsUrl: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const bindAddress = `127.0.0.1:${await freePort()}`;
    try {
      Runtime.install({
        logger: createSdkLogger(logger),
        shutdownSignals: [],
        telemetryOptions: {
          logging: { forward: {}, filter: { core: toSdkLevel(logger.level), other: 'WARN' } },
          metrics: {
            prometheus: {
              bindAddress,
              countersTotalSuffix: true,
              unitSuffix: true,
              useSecondsForDurations: true,
            },
          },
        },
      });
      return { metricsUrl: `http://${bindAddress}/metrics` };
    } catch (error) {
      if (attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

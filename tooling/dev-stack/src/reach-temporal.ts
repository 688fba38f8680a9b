import { connect } from 'node:net';
import { Failure, reasonOf } from './failure.ts';
import { waitUntil } from './wait-until.ts';

const PATIENCE_MS = 30_000;

/** Waits until a cluster of the person's own accepts connections. */
export async function reachTemporal(
  address: string,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const url = URL.canParse(`tcp://${address}`) ? new URL(`tcp://${address}`) : undefined;
  if (url === undefined || url.port === '')
    throw new Failure(
      `TEMPORAL_ADDRESS is "${address}". It must be host:port, for example temporal.internal:7233.`,
    );
  report(
    `using the Temporal cluster at ${address} (TEMPORAL_ADDRESS); waiting up to ${PATIENCE_MS / 1000} s for it`,
  );
  try {
    await waitUntil(() => accepts(url.hostname, Number(url.port)), {
      what: `Temporal at ${address} (TEMPORAL_ADDRESS) to accept a connection`,
      timeoutMs: PATIENCE_MS,
      intervalMs: 1_000,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(
      `${reasonOf(error)}. Start that cluster, correct the address, or unset TEMPORAL_ADDRESS to have a dev server started.`,
    );
  }
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 3_000 });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('timeout', () => {
      socket.destroy(new Error('no answer within 3 s'));
    });
    socket.once('error', reject);
  });
}

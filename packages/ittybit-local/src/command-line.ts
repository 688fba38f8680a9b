import { parseArgs } from 'node:util';
import { FaultsSchema, type Faults } from './schema/fault-schema.js';
import type { Simulation } from './schema/simulation-schema.js';
import { parseSimulationSpec } from './simulation-spec.js';

const MIB = 1024 ** 2;

export const USAGE = `ittybit-local: an Ittybit-compatible server that does the real work with ffmpeg

Usage: ittybit-local --data <dir> [options]

  --data <dir>         holds state, results and the API key; one process at a time (required)
  --port <n>           0 is any free port (default 0)
  --host <address>     (default 127.0.0.1)
  --public-url <url>   base of the URLs of results (default: the address listened on)
  --inputs <dir>       files served under /inputs/
  --concurrency <n>    tasks that work at once (default 2)
  --max-source-mib <n>, --max-source-seconds <n>
                       how large a source may be and how long fetching it may take (default 4096, 600)
  --allow-private      sources may lie on loopback or in a private network
  --simulate <spec>    tasks end by the clock, nothing is encoded:
                       instant | constant:<ms> | uniform:<min>:<max> | lognormal:<mean>:<sigma>
                       [,failures=<share>][,permanent=<share>][,queue=<ms>][,scale=<factor>], or JSON
  --faults <json>      {"rules": [{"fault": "latency", "ms": 200, "route": "get", "count": 3}, ...]}
  --seed <n>           of simulated durations and of the chances of faults (default 1)
  --help

Environment:
  ITTYBIT_LOCAL_API_KEY        the key that is taken (default: one made at the first start, in <data>/.apiKey)
  FFMPEG_PATH, FFPROBE_PATH    programs to use (default: those on PATH)

Prints "ittybit-local listening on <url>" when it is ready. SIGTERM and SIGINT end it cleanly;
tasks that have not ended are begun again at the next start.
`;

export interface Arguments {
  dataDir: string;
  port: number;
  host: string;
  publicUrl: string | undefined;
  inputsDir: string | undefined;
  concurrency: number;
  allowPrivateAddresses: boolean;
  maxSourceBytes: number;
  maxSourceSeconds: number;
  simulation: Simulation | undefined;
  faults: Faults | undefined;
  seed: number;
}

/**
 * Reads the arguments; `help` when they ask for it.
 * @throws Error that names the argument and what is wrong with it
 */
export function parseArguments(argv: readonly string[]): Arguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      'public-url': { type: 'string' },
      inputs: { type: 'string' },
      concurrency: { type: 'string', default: '2' },
      'max-source-mib': { type: 'string', default: '4096' },
      'max-source-seconds': { type: 'string', default: '600' },
      'allow-private': { type: 'boolean', default: false },
      simulate: { type: 'string' },
      faults: { type: 'string' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.data === undefined) throw new Error('--data <dir> is missing.');
  return {
    dataDir: values.data,
    port: wholeNumber('--port', values.port, { min: 0, max: 65_535 }),
    host: values.host,
    publicUrl: values['public-url'],
    inputsDir: values.inputs,
    concurrency: wholeNumber('--concurrency', values.concurrency, { min: 1, max: 64 }),
    allowPrivateAddresses: values['allow-private'],
    maxSourceBytes: MIB * wholeNumber('--max-source-mib', values['max-source-mib'], { min: 1, max: 2 ** 30 }),
    maxSourceSeconds: wholeNumber('--max-source-seconds', values['max-source-seconds'], {
      min: 1,
      max: 86_400,
    }),
    simulation: values.simulate === undefined ? undefined : parseSimulationSpec(values.simulate),
    faults: values.faults === undefined ? undefined : parseFaults(values.faults),
    seed: wholeNumber('--seed', values.seed, { min: 0, max: Number.MAX_SAFE_INTEGER }),
  };
}

function wholeNumber(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`${name} must be a whole number from ${min} to ${max}, not "${text}".`);
}

function parseFaults(text: string): Faults {
  try {
    const result = FaultsSchema.safeParse(JSON.parse(text));
    if (result.success) return result.data;
    const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(problems.join('; '));
  } catch (error) {
    throw new Error(`--faults is not valid: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

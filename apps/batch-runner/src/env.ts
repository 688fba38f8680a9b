import { DEFAULT_TASK_QUEUE } from '@org/media-contracts';
import { z } from 'zod';
import { CliError } from './cli-error.js';
import { EXIT } from './exit-codes.js';

const Switch = z
  .enum(['1', 'true', 'yes', '0', 'false', 'no'])
  .transform((value) => /^(1|true|yes)$/.test(value));

const EnvSchema = z.object({
  TEMPORAL_ADDRESS: z.string().default('localhost:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: Switch.optional(),
  TASK_QUEUE: z.string().default(DEFAULT_TASK_QUEUE),
  ITTYBIT_API_KEY: z.string().optional(),
  ITTYBIT_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  ITTYBIT_API: z.enum(['jobs', 'tasks']).optional(),
  STORE_DIR: z.string().optional(),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  FFPROBE_PATH: z.string().default('ffprobe'),
});

export type Env = z.output<typeof EnvSchema>;

/** Reads the settings. An empty variable counts as absent. Throws a `CliError` that names what to change. */
export function parseEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = EnvSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new CliError(`The environment is not right. ${problems.join('; ')}`, EXIT.usage);
}

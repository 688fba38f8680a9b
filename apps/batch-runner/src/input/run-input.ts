import { STAGES, type MediaPipelineInput, type StageName } from '@org/media-contracts';
import { MediaPipelineInputSchema } from '@org/media-contracts/schemas';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/** What the flags of `pipeline run` say, as commander hands it over. */
export interface RunFlags {
  readonly account?: string;
  readonly transcodeInParallel?: boolean;
  /** False when switched off by `--no-<stage>`. */
  readonly ingest?: boolean;
  readonly thumbnails?: boolean;
  readonly audio?: boolean;
  readonly transcode?: boolean;
  /** `stage=JSON`, one each. */
  readonly options?: readonly string[];
  readonly destination?: string;
  /** `key=value`, one each. */
  readonly metadata?: readonly string[];
  /** Seconds. */
  readonly heartbeatTimeout?: number;
}

export interface RunInputSources {
  readonly url: string | undefined;
  readonly flags: RunFlags;
  /** A parsed file given by `--input`: the URL and flags are laid over it. */
  readonly base?: unknown;
}

/** Builds and validates the workflow's input. Throws a `CliError` that names every field to change. */
export function runInput({ url, flags, base = {} }: RunInputSources): MediaPipelineInput {
  if (!isRecord(base)) throw usage('--input: the file must hold one JSON object, a whole pipeline input.');
  const { account, transcodeInParallel, destination, heartbeatTimeout } = flags;
  const stages = stageSettings(flags, base['stages']);
  const candidate = {
    ...base,
    ...(url === undefined ? {} : { source: url }),
    ...(account === undefined ? {} : { account }),
    ...(transcodeInParallel === undefined ? {} : { transcodeInParallel }),
    ...(destination === undefined ? {} : { destination }),
    ...(heartbeatTimeout === undefined ? {} : { heartbeatTimeoutMs: Math.round(heartbeatTimeout * 1_000) }),
    ...(flags.metadata ? { metadata: { ...recordOf(base['metadata']), ...metadata(flags.metadata) } } : {}),
    ...(stages ? { stages } : {}),
  };
  if (candidate.source === undefined)
    throw usage('No source: give <url>, or --input with a file that has "source".');
  const parsed = MediaPipelineInputSchema.safeParse(candidate);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => ({
    field: issue.path.join('.') || 'input',
    problem: issue.message,
  }));
  throw new CliError(
    `The input is refused:\n${problems.map(({ field, problem }) => `  ${field}: ${problem}`).join('\n')}`,
    EXIT.usage,
    { problems },
  );
}

function stageSettings(flags: RunFlags, base: unknown): Record<string, unknown> | undefined {
  const stages: Record<string, unknown> = { ...recordOf(base) };
  const add = (stage: StageName, settings: Record<string, unknown>): void => {
    stages[stage] = { ...recordOf(stages[stage]), ...settings };
  };
  for (const stage of STAGES) if (flags[stage] === false) add(stage, { enabled: false });
  for (const given of flags.options ?? []) {
    const { stage, options } = stageOptions(given);
    add(stage, { options });
  }
  return Object.keys(stages).length > 0 ? stages : undefined;
}

function stageOptions(given: string): { stage: StageName; options: unknown } {
  const [name, json] = halves(given);
  const stage = STAGES.find((one) => one === name);
  if (!stage || json === undefined) {
    throw usage(`--options ${given}: write <stage>=<JSON>, where the stage is one of ${STAGES.join(', ')}.`);
  }
  try {
    return { stage, options: JSON.parse(json) as unknown };
  } catch (error) {
    throw usage(
      `--options ${stage}: not JSON (${(error as Error).message}); for example ${stage}={"width":640}`,
    );
  }
}

function metadata(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key, value] = halves(pair);
      if (!key || value === undefined) throw usage(`--metadata ${pair}: write <key>=<value>.`);
      return [key, value];
    }),
  );
}

function halves(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function usage(message: string): CliError {
  return new CliError(message, EXIT.usage);
}

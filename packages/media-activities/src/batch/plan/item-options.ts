import {
  AdaptiveVideoOptionsSchema,
  AnimationOptionsSchema,
  AudioOptionsSchema,
  ImageOptionsSchema,
  VideoOptionsSchema,
} from '@org/ittybit-client';
import { STAGES, STAGE_KINDS, type ItemKind, type RemoteKind } from '@org/media-contracts';
import { MediaPipelineInputSchema } from '@org/media-contracts/schemas';
import { wordsOfIssues } from './words-of-issues.js';

type Options = Readonly<Record<string, unknown>>;

const OPTION_SCHEMAS = {
  video: VideoOptionsSchema,
  audio: AudioOptionsSchema,
  image: ImageOptionsSchema,
  animation: AnimationOptionsSchema,
  adaptive_video: AdaptiveVideoOptionsSchema,
} as const satisfies Record<RemoteKind, unknown>;

/** Fields of a pipeline's input that the batch sets for all of its items. */
const OWNED_BY_BATCH = {
  source: true,
  account: true,
  webhookUrl: true,
  heartbeatTimeoutMs: true,
  searchAttributes: true,
  taskQueues: true,
  redrive: true,
} as const;

const PipelineOptionsSchema = MediaPipelineInputSchema.omit(OWNED_BY_BATCH);

/** What is wrong with the options of an item, in words that name the field; undefined when nothing is. */
export function optionsProblem(kind: ItemKind, options: Options): string | undefined {
  return kind === 'pipeline' ? pipelineProblem(options) : remoteProblem(kind, options, 'options');
}

/**
 * Stricter than the client, which lets unknown options pass: in a batch, a misspelt one would be paid for as often as
 * there are lines.
 */
function remoteProblem(kind: RemoteKind, options: Options, at: string): string | undefined {
  const schema = OPTION_SCHEMAS[kind];
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) return `${at}.${unknown}: no option of kind ${kind}. Known: ${known.join(', ')}`;
  const result = schema.safeParse(options);
  return result.success ? undefined : wordsOfIssues(result.error.issues, at);
}

function pipelineProblem(options: Options): string | undefined {
  const owned = Object.keys(options).find((name) => name in OWNED_BY_BATCH);
  if (owned === 'source') return 'options.source: the url of the item is the source, leave it out';
  if (owned !== undefined) return `options.${owned}: the batch sets it for all of its items, leave it out`;
  const result = PipelineOptionsSchema.safeParse(options);
  if (!result.success) return wordsOfIssues(result.error.issues, 'options');
  for (const stage of STAGES) {
    const stageOptions = result.data.stages?.[stage]?.options;
    const problem =
      stageOptions && remoteProblem(STAGE_KINDS[stage], stageOptions, `options.stages.${stage}.options`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

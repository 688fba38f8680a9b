import {
  STAGES,
  type PipelinePhase,
  type PipelineStatus,
  type StageName,
  type StageStatus,
} from '@org/media-contracts';
import { mapStages, type PipelinePlan } from './pipeline-plan.js';

/** What is known of a pipeline, kept in one place for the query, the UI and the search attributes. */
export interface PipelineBoard {
  readonly status: () => PipelineStatus;
  /** Puts a stage into a state. What the last state waited for is forgotten, what it found out is kept. */
  readonly enter: (stage: StageName, change: Partial<StageStatus> & Pick<StageStatus, 'state'>) => void;
  /** Adds to what is known of a stage without changing its state. */
  readonly note: (stage: StageName, facts: Partial<StageStatus>) => void;
  readonly stage: (stage: StageName) => StageStatus;
  readonly setPhase: (phase: PipelinePhase) => void;
  readonly setParked: (parked: PipelineStatus['parked']) => void;
}

export function createPipelineBoard(
  plan: PipelinePlan,
  options: { redriveOf: PipelineStatus['redriveOf']; onChange: (status: PipelineStatus) => void },
): PipelineBoard {
  const startedAt = Date.now();
  const stages = mapStages<StageStatus>(() => ({ state: 'pending', since: startedAt }));
  const head = { source: plan.source, account: plan.account, startedAt, lineage: plan.lineage };
  let phase: PipelinePhase = 'running';
  let parked: PipelineStatus['parked'];

  const status = (): PipelineStatus => ({
    phase: parked && phase === 'running' ? 'parked' : phase,
    ...head,
    ...(parked && { parked }),
    stages: { ...stages },
    ...(options.redriveOf && { redriveOf: options.redriveOf }),
  });
  const changed = (): void => {
    options.onChange(status());
  };

  return {
    status,
    stage: (stage) => stages[stage],
    enter: (stage, change) => {
      const { waitingFor: _waitingFor, until: _until, ...kept } = stages[stage];
      const since = change.state === kept.state ? kept.since : Date.now();
      stages[stage] = { ...kept, since, ...change };
      changed();
    },
    note: (stage, facts) => {
      stages[stage] = { ...stages[stage], ...facts };
      changed();
    },
    setPhase: (next) => {
      phase = next;
      changed();
    },
    setParked: (next) => {
      parked = next;
      changed();
    },
  };
}

/** A line per stage, as Markdown, for the current details in the Temporal UI. */
export function describeBoard(status: PipelineStatus): string {
  const lines = STAGES.map((stage) => `- **${stage}**: ${describeStage(status.stages[stage])}`);
  const parked =
    status.parked && `**Parked**: ${status.parked.reason}. Send \`resumePipeline\` when the account works.`;
  return [`**${status.phase}** · account ${status.account}`, parked, ...lines].filter(Boolean).join('\n');
}

function describeStage({
  state,
  operation,
  waitingFor,
  until,
  error,
  outcome,
  adopted,
}: StageStatus): string {
  const output = outcome?.outcome === 'succeeded' ? withoutQuery(outcome.outputUrl) : undefined;
  return [
    adopted ? `${state} (kept from the execution before)` : state,
    operation && operation.generation > 1 && `generation ${operation.generation}`,
    waitingFor && `waiting for ${waitingFor}${until ? ` until ${new Date(until).toISOString()}` : ''}`,
    output,
    error && `${error.type}: ${error.message}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The query part of a presigned URL is a secret. */
export function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

import {
  STAGES,
  type Operation,
  type PipelinePhase,
  type PipelineStatus,
  type StageName,
  type StageStatus,
} from '@org/media-contracts';
import { clause } from './clause.js';
import { mapStages, type PipelinePlan } from './pipeline-plan.js';

/** What is known of a pipeline, kept in one place for the query, the UI and the search attributes. */
export interface PipelineBoard {
  readonly status: () => PipelineStatus;
  /** Puts a stage into a state. What the last state waited for is forgotten, what its generation found out is kept. */
  readonly enter: (stage: StageName, change: Partial<StageStatus> & Pick<StageStatus, 'state'>) => void;
  /** Adds to what is known of a stage without changing its state. */
  readonly note: (stage: StageName, facts: Partial<StageStatus>) => void;
  readonly stage: (stage: StageName) => StageStatus;
  readonly setPhase: (phase: PipelinePhase) => void;
  readonly setParked: (parked: PipelineStatus['parked']) => void;
}

export function createPipelineBoard(
  plan: PipelinePlan,
  options: {
    redriveOf: PipelineStatus['redriveOf'];
    /** Asked rather than told: to await the request would keep a promise pending in every cached pipeline. */
    isCancelRequested: () => boolean;
    onChange: (status: PipelineStatus) => void;
  },
): PipelineBoard {
  const startedAt = Date.now();
  // What is inherited is known before its stage starts: the next redrive must not forget it.
  const stages = mapStages<StageStatus>((stage) => ({
    ...plan.stages[stage].inherited,
    state: 'pending',
    since: startedAt,
  }));
  const head = { source: plan.source, account: plan.account, startedAt, lineage: plan.lineage };
  let phase: PipelinePhase = 'running';
  let parked: PipelineStatus['parked'];

  const phaseNow = (): PipelinePhase => {
    if (phase !== 'running') return phase;
    if (options.isCancelRequested()) return 'cancelling';
    return parked ? 'parked' : 'running';
  };

  const status = (): PipelineStatus => ({
    phase: phaseNow(),
    ...head,
    ...(parked && phaseNow() === 'parked' && { parked }),
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
      const kept = keptOf(stages[stage], change.operation);
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

/** What became of one generation says nothing of the next: it would be taken for its end by a redrive. */
function keptOf(status: StageStatus, next: Operation | undefined): StageStatus {
  const { waitingFor: _waitingFor, until: _until, ...kept } = status;
  const sameGeneration = !next || next.generation === kept.operation?.generation;
  return sameGeneration ? kept : { state: kept.state, since: kept.since };
}

/** A line per stage, as Markdown, for the current details in the Temporal UI. */
export function describeBoard(status: PipelineStatus): string {
  const lines = STAGES.map((stage) => `- **${stage}**: ${describeStage(status.stages[stage])}`);
  const parked =
    status.parked &&
    `**Parked**: ${clause(status.parked.reason)}. Send \`resumePipeline\` when the account works.`;
  // The UI takes a list for one only after an empty line.
  const text = [`**${status.phase}** · account ${status.account}`, parked, lines.join('\n')]
    .filter(Boolean)
    .join('\n\n');
  return withoutQueries(text);
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
  const output = outcome?.outcome === 'succeeded' ? outcome.outputUrl : undefined;
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

/** Leaves out the query part of every URL in a text: that of a presigned URL is a secret. */
export function withoutQueries(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s?]*)\?\S*/gi, '$1');
}

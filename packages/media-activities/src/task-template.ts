import { DEFAULT_STAGE_OPTIONS, STAGE_KINDS, type RemoteKind, type StageName } from '@org/media-contracts';

/** What is asked of the service for one sort of work. */
export interface TaskTemplate {
  /** What logs and failures call the work. */
  readonly name: string;
  readonly kind: RemoteKind;
  /** The options of the remote task when the work names none. */
  readonly defaultOptions: Readonly<Record<string, unknown>>;
}

export function stageTemplate(stage: StageName): TaskTemplate {
  return { name: stage, kind: STAGE_KINDS[stage], defaultOptions: DEFAULT_STAGE_OPTIONS[stage] };
}

/** For work that names its kind itself; the service's own defaults apply. */
export function kindTemplate(kind: RemoteKind): TaskTemplate {
  return { name: kind, kind, defaultOptions: {} };
}

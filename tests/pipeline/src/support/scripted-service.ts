import type {
  AccountProbe,
  CheckActivities,
  FindRemoteInput,
  FoundRemote,
  InspectOutputInput,
  IttybitActivities,
  OutputInspection,
  ProbeAccountInput,
  RemoteOutcome,
  RemoteWork,
  StageName,
} from '@org/media-contracts';
import { activityInfo } from '@temporalio/activity';
import { succeeds } from './steps.ts';

/** One attempt of an activity, as its worker saw it. */
export interface RemoteCall {
  readonly stage: StageName;
  readonly work: RemoteWork;
  readonly attempt: number;
  readonly activityId: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly heartbeatDetails: unknown;
  readonly scheduleToCloseMs: number;
  readonly startToCloseMs: number;
  /** ms since the epoch. */
  readonly startedAt: number;
  endedAt?: number;
}

/** What one attempt does. */
export type Step = (call: RemoteCall) => Promise<RemoteOutcome>;

/** What the activities do, instead of asking a remote service. */
export interface Script {
  /** Steps of a stage, attempt by attempt; the last one is repeated. Default: success at once. */
  readonly stages?: Partial<Record<StageName, readonly Step[]>>;
  readonly findRemote?: (input: FindRemoteInput) => Promise<FoundRemote>;
  readonly probeAccount?: (input: ProbeAccountInput) => Promise<AccountProbe>;
  readonly inspectOutput?: (input: InspectOutputInput) => Promise<OutputInspection>;
}

export interface ScriptedService {
  readonly remote: IttybitActivities;
  readonly check: CheckActivities;
  readonly calls: readonly RemoteCall[];
  readonly callsOf: (stage: StageName) => readonly RemoteCall[];
  readonly lookUps: readonly FindRemoteInput[];
  readonly probes: readonly ProbeAccountInput[];
  readonly inspections: readonly InspectOutputInput[];
}

/** Small activities that follow a script and remember what they were asked. */
export function scriptedService(script: Script = {}): ScriptedService {
  const calls: RemoteCall[] = [];
  const lookUps: FindRemoteInput[] = [];
  const probes: ProbeAccountInput[] = [];
  const inspections: InspectOutputInput[] = [];
  const callsOf = (stage: StageName): RemoteCall[] => calls.filter((call) => call.stage === stage);

  const activityOf = (stage: StageName) => async (work: RemoteWork) => {
    const call = currentCall(stage, work);
    const steps = script.stages?.[stage] ?? [succeeds()];
    const step = steps[Math.min(callsOf(stage).length, steps.length - 1)] ?? succeeds();
    calls.push(call);
    try {
      return await step(call);
    } finally {
      call.endedAt = Date.now();
    }
  };

  return {
    calls,
    callsOf,
    lookUps,
    probes,
    inspections,
    remote: {
      ingest: activityOf('ingest'),
      generateThumbnails: activityOf('thumbnails'),
      extractAudio: activityOf('audio'),
      transcode: activityOf('transcode'),
      processFile: () => Promise.reject(new Error('processFile is not scripted')),
      findRemote: async (input) => {
        lookUps.push(input);
        return script.findRemote?.(input) ?? {};
      },
      probeAccount: async (input) => {
        probes.push(input);
        return script.probeAccount?.(input) ?? { ok: true };
      },
    },
    check: {
      inspectOutput: async (input) => {
        inspections.push(input);
        return script.inspectOutput?.(input) ?? { valid: true, file: { ...input.file, inspected: true } };
      },
    },
  };
}

function currentCall(stage: StageName, work: RemoteWork): RemoteCall {
  const info = activityInfo();
  return {
    stage,
    work,
    attempt: info.attempt,
    activityId: info.activityId,
    workflowId: info.workflowExecution?.workflowId ?? '',
    runId: info.workflowExecution?.runId ?? '',
    heartbeatDetails: info.heartbeatDetails as unknown,
    scheduleToCloseMs: info.scheduleToCloseTimeoutMs,
    startToCloseMs: info.startToCloseTimeoutMs,
    startedAt: Date.now(),
  };
}

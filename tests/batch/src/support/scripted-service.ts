import type {
  AccountProbe,
  FindRemoteInput,
  FoundRemote,
  IttybitActivities,
  ProbeAccountInput,
  RemoteOutcome,
  RemoteWork,
} from '@org/media-contracts';
import { currentCall, type ItemCall } from './item-call.ts';
import { indexOf } from './scripted-items.ts';
import { succeeds } from './steps.ts';

/** What one attempt at an item does. */
export type Step = (call: ItemCall) => Promise<RemoteOutcome>;

/** What the remote role does, instead of asking a service. */
export interface RemoteScript {
  /** Steps of single items, attempt by attempt; the last one is repeated. */
  readonly items?: Readonly<Record<number, readonly Step[]>>;
  /** What every other item does. Default: success at once. */
  readonly otherwise?: Step;
  readonly findRemote?: (input: FindRemoteInput) => Promise<FoundRemote>;
  readonly probeAccount?: (input: ProbeAccountInput) => Promise<AccountProbe>;
}

export interface ScriptedService {
  readonly activities: IttybitActivities;
  readonly calls: readonly ItemCall[];
  readonly callsOf: (index: number) => readonly ItemCall[];
  readonly lookUps: readonly FindRemoteInput[];
  readonly probes: readonly ProbeAccountInput[];
  /** Activity ids in flight now; an id counts from its first attempt until an outcome. */
  readonly inFlight: ReadonlySet<string>;
  /** How many were in flight at once at most, of all kinds (`total`) and of each. */
  readonly most: Readonly<Record<string, number>>;
}

/** Small activities that follow a script and remember what they were asked. A generation that has ended ends the same way again. */
export function scriptedService(script: RemoteScript = {}): ScriptedService {
  const calls: ItemCall[] = [];
  const lookUps: FindRemoteInput[] = [];
  const probes: ProbeAccountInput[] = [];
  const open = new Map<string, string>();
  const ended = new Map<string, RemoteOutcome>();
  const most: Record<string, number> = {};
  const callsOf = (index: number): ItemCall[] => calls.filter((call) => call.index === index);

  function begin({ activityId, work: { kind = 'video' } }: ItemCall): void {
    open.set(activityId, kind);
    const ofKind = [...open.values()].filter((other) => other === kind).length;
    most['total'] = Math.max(most['total'] ?? 0, open.size);
    most[kind] = Math.max(most[kind] ?? 0, ofKind);
  }

  async function processFile(work: RemoteWork): Promise<RemoteOutcome> {
    const index = indexOf(work.input);
    const call = currentCall(index, work);
    const steps = script.items?.[index] ?? [script.otherwise ?? succeeds()];
    const step = steps[Math.min(callsOf(index).length, steps.length - 1)] ?? succeeds();
    calls.push(call);
    const known = ended.get(call.activityId);
    if (known) return known;
    begin(call);
    try {
      const outcome = await step(call);
      ended.set(call.activityId, outcome);
      return outcome;
    } finally {
      // What a later attempt goes on with is in flight until that one ends.
      if (ended.has(call.activityId) || callsOf(index).at(-1) === call) open.delete(call.activityId);
    }
  }

  const notScripted = (): Promise<never> => Promise.reject(new Error('a batch has no stages'));
  return {
    calls,
    callsOf,
    lookUps,
    probes,
    most,
    get inFlight() {
      return new Set(open.keys());
    },
    activities: {
      ingest: notScripted,
      generateThumbnails: notScripted,
      extractAudio: notScripted,
      transcode: notScripted,
      processFile,
      findRemote: async (input) => {
        lookUps.push(input);
        return script.findRemote?.(input) ?? {};
      },
      probeAccount: async (input) => {
        probes.push(input);
        return script.probeAccount?.(input) ?? { ok: true };
      },
    },
  };
}

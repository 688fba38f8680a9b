import type {
  AccountProbe,
  FindRemoteInput,
  FoundRemote,
  InspectOutputInput,
  OutputInspection,
  ProbeAccountInput,
  RemoteOutcome,
  RemoteWork,
} from './remote-work.js';

/** Carries out one generation: creates the remote task once, waits for it, returns how it ended. */
export type RemoteActivity = (work: RemoteWork) => Promise<RemoteOutcome>;

/** What workflows ask of the `remote` role: it only waits. */
export interface IttybitActivities {
  ingest: RemoteActivity;
  generateThumbnails: RemoteActivity;
  extractAudio: RemoteActivity;
  transcode: RemoteActivity;
  /** Carries out one generation of one item of a batch; `kind` is required. */
  processFile: RemoteActivity;
  /** Looks for the remote task of a generation without creating one. */
  findRemote: (input: FindRemoteInput) => Promise<FoundRemote>;
  /** Asks the service whether the account works again. */
  probeAccount: (input: ProbeAccountInput) => Promise<AccountProbe>;
}

/** What workflows ask of the `check` role: it reads files. */
export interface CheckActivities {
  inspectOutput: (input: InspectOutputInput) => Promise<OutputInspection>;
}

import { type Clock, systemClock } from '@org/ittybit-client';
import type { IttybitActivities } from '@org/media-contracts';
import { createCarryOut } from './carry-out.js';
import { findRemote } from './find-remote.js';
import { noMetrics, silentLog, type ActivityMetrics, type Log } from './ports.js';
import { probeAccount } from './probe-account.js';
import { processFile } from './process-file.js';
import type { RemoteAccounts } from './remote-accounts.js';
import { givenAddress, type SourceAddress } from './source-address.js';
import { stageTemplate } from './task-template.js';

export interface IttybitActivitiesDependencies {
  readonly accounts: RemoteAccounts;
  /** @default every source is read where its URL says */
  readonly sourceAddress?: SourceAddress;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly metrics?: ActivityMetrics;
}

/** The activities of the `remote` role. Make them once per process: attempts at one operation must meet here. */
export function createIttybitActivities({
  accounts,
  sourceAddress = givenAddress,
  clock = systemClock,
  log = silentLog,
  metrics = noMetrics,
}: IttybitActivitiesDependencies): IttybitActivities {
  const dependencies = { accounts, sourceAddress, clock, log, metrics };
  const carryOut = createCarryOut(dependencies);
  return {
    ingest: (work) => carryOut(stageTemplate('ingest'), work),
    generateThumbnails: (work) => carryOut(stageTemplate('thumbnails'), work),
    extractAudio: (work) => carryOut(stageTemplate('audio'), work),
    transcode: (work) => carryOut(stageTemplate('transcode'), work),
    processFile: (work) => processFile(carryOut, work),
    findRemote: (input) => findRemote(dependencies, input),
    probeAccount: (input) => probeAccount(dependencies, input),
  };
}

import type { AccountProbe } from '@org/media-contracts';
import { ActivityFailure, condition } from '@temporalio/workflow';
import { isRequestedCancellation } from './cancellation.js';

/** Probes become seldom while the account stays blocked, up to this far apart. */
const MAX_PROBE_MS = 60 * 60_000;

export interface Parked {
  readonly reason: string;
  readonly since: number;
  readonly nextProbeAt: number;
}

export interface AccountGate {
  /** Why nothing new is started, or undefined while the account works. */
  readonly parked: () => Parked | undefined;
  /** The account was refused: nothing new starts until a probe succeeds. */
  readonly block: (reason: string) => void;
  /** Resolves, at once or after parking, when the account works. */
  readonly pass: () => Promise<void>;
  /** A person says that the account works: probe at once. */
  readonly resume: () => void;
}

/**
 * Parks a whole pipeline while its account is blocked.
 *
 * All stages wait behind one probe, so that a blocked account sees one request now and then rather
 * than one per stage and retry.
 */
export function createAccountGate(options: {
  probeMs: number;
  probe: () => Promise<AccountProbe>;
  onChange: (parked: Parked | undefined) => void;
}): AccountGate {
  let parked: Parked | undefined;
  let resumed = false;
  let opening: Promise<void> | undefined;

  async function open(): Promise<void> {
    for (let waitMs = options.probeMs; parked; waitMs = Math.min(waitMs * 2, MAX_PROBE_MS)) {
      parked = { ...parked, nextProbeAt: Date.now() + waitMs };
      options.onChange(parked);
      await condition(() => resumed, waitMs);
      resumed = false;
      const probe = await ask(options.probe);
      parked = probe.ok ? undefined : { ...parked, reason: probe.reason };
    }
    options.onChange(parked);
  }

  return {
    parked: () => parked,
    block: (reason) => {
      const now = Date.now();
      if (!parked) resumed = false;
      parked ??= { reason, since: now, nextProbeAt: now + options.probeMs };
      options.onChange(parked);
    },
    pass: async () => {
      while (parked) {
        opening ??= open().finally(() => (opening = undefined));
        await opening;
      }
    },
    resume: () => {
      resumed = parked !== undefined;
    },
  };
}

/** A probe that cannot be made tells nothing good of the account: the pipeline stays parked. */
async function ask(probe: () => Promise<AccountProbe | undefined>): Promise<AccountProbe> {
  try {
    return (await probe()) ?? { ok: false, reason: 'the probe of the account told nothing' };
  } catch (error) {
    if (isRequestedCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { ok: false, reason: `the account could not be probed: ${error.cause?.message ?? error.message}` };
  }
}

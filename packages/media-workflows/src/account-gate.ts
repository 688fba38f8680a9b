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
 * than one per stage and retry. An account may answer the probe and refuse the work all the same (nothing is
 * paid, but it may be read): then each park is longer than the one before, or the history would fill up.
 */
export function createAccountGate(options: {
  probeMs: number;
  probe: () => Promise<AccountProbe>;
  onChange: (parked: Parked | undefined) => void;
}): AccountGate {
  let parked: Parked | undefined;
  let resumed = false;
  let opening: Promise<void> | undefined;
  let waitMs = options.probeMs;
  let openedAt = -Infinity;

  async function open(): Promise<void> {
    while (parked) {
      parked = { ...parked, nextProbeAt: Date.now() + waitMs };
      options.onChange(parked);
      const byPerson = await condition(() => resumed, waitMs, {
        summary: 'parked: then asks again by itself',
      });
      waitMs = byPerson ? options.probeMs : Math.min(waitMs * 2, Math.max(MAX_PROBE_MS, options.probeMs));
      resumed = false;
      const probe = await ask(options.probe);
      parked = probe.ok ? undefined : { ...parked, reason: probe.reason };
    }
    openedAt = Date.now();
    options.onChange(parked);
  }

  return {
    parked: () => parked,
    block: (reason) => {
      const now = Date.now();
      if (!parked) {
        resumed = false;
        if (now - openedAt > waitMs) waitMs = options.probeMs;
      }
      parked ??= { reason, since: now, nextProbeAt: now + waitMs };
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

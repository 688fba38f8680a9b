interface Ledger {
  readonly creates: number;
  readonly duplicates: number;
}

/** The last line of `./dev demo batch --json`. */
export interface BatchDemoAnswer extends Ledger {
  readonly ok: boolean;
  readonly wallMs: number;
  readonly workflowId: string;
  readonly items: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly invalid: number;
  readonly repeated: number;
  readonly manifest: string;
  readonly verified: boolean;
  readonly outputs: { readonly ok: number; readonly wrong: number; readonly unchecked: number };
  readonly redrive: Ledger & {
    readonly workflowId: string;
    readonly runId: string;
    readonly failed: number;
    readonly manifest: string;
  };
  readonly problems: readonly string[];
}

export function batchDemoAnswer(stdout: string): BatchDemoAnswer {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as BatchDemoAnswer;
}

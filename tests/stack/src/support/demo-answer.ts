/** An output as `./dev demo --json` tells of it. */
interface DemoOutput {
  readonly url: string;
  readonly path: string;
  readonly bytes: number;
  readonly probe: Readonly<Record<string, unknown>>;
}

export const OUTPUTS = ['ingested', 'thumbnail', 'audio', 'transcoded'] as const;
type OutputName = (typeof OUTPUTS)[number];

/** The last line of `./dev demo --json`. */
export interface DemoAnswer {
  readonly ok: boolean;
  readonly wallMs: number;
  readonly workflowId: string;
  readonly outputs: Readonly<Record<OutputName, DemoOutput | null>>;
  readonly ledger: { readonly creates: number; readonly duplicates: number } | null;
  readonly state?: string;
  readonly problems?: Readonly<Partial<Record<OutputName, string>>>;
}

export function demoAnswer(stdout: string): DemoAnswer {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as DemoAnswer;
}

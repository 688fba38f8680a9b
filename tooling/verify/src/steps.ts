/** A gate: a script of the root package.json or, where there is none, a command. Either can be run alone. */
export type Step = {
  /** As `--skip` and `--only` take it. */
  readonly name: string;
  /** What the gate is there against. */
  readonly keepsOut: string;
} & ({ readonly script: string } | { readonly command: string });

/** In the order in which they run: the cheap ones first, each on what the earlier ones vouch for. */
export const STEPS: readonly Step[] = [
  { name: 'format', script: 'format:check', keepsOut: 'files that prettier would change' },
  { name: 'lint', script: 'lint', keepsOut: 'what ESLint forbids' },
  { name: 'boundaries', script: 'boundaries', keepsOut: 'imports against the arrows of the house' },
  { name: 'typecheck', script: 'typecheck', keepsOut: 'type errors in sources, tests and configs' },
  { name: 'build', script: 'build', keepsOut: 'packages that do not build' },
  { name: 'exports', script: 'check:exports', keepsOut: 'packages whose exports or types do not resolve' },
  { name: 'tests', script: 'test', keepsOut: 'behaviour that changed' },
  { name: 'knip', script: 'knip', keepsOut: 'files, exports and dependencies that nothing uses' },
  {
    name: 'consumer',
    command: 'node tests/consumer/src/main.ts',
    keepsOut: 'packages that do not work when installed elsewhere',
  },
];

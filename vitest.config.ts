import { CountReporter } from '@org/vitest-config';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    allowOnly: false,
    expect: { requireAssertions: true },
    reporters: ['default', new CountReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tooling/*/src/**/*.test.ts'],
          testTimeout: 60_000,
          // Some start a database first.
          hookTimeout: 120_000,
        },
      },
      {
        // Suites that need real processes, one file at a time. They share a Temporal dev server; a suite
        // that kills its server starts one of its own.
        extends: true,
        test: {
          name: 'processes',
          include: ['tests/*/src/**/*.test.ts'],
          globalSetup: ['tests/support/src/temporal-server.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

import { CountReporter } from '@org/vitest-config';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    allowOnly: false,
    reporters: ['default', new CountReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tooling/*/src/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        // Suites that need real processes: each starts what it needs, one file at a time.
        extends: true,
        test: {
          name: 'processes',
          include: ['tests/*/src/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

import { defineConfig } from 'drizzle-kit';

/** `pnpm --filter @org/media-catalog migration` writes the difference to the last one. */
export default defineConfig({ dialect: 'postgresql', schema: './src/schema/*.ts', out: './migrations' });

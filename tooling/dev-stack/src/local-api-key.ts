import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { dataDir } from './paths.ts';

/** The key of this clone's ittybit-local. */
export function localApiKey(): string {
  return localSecret('ittybit-local');
}

type SecretName = 'ittybit-local' | 'api-signing' | 'callback-secrets';

/** A secret of this clone's stack: made once, readable by this user only. */
export function localSecret(name: SecretName): string {
  return kept(name, () => randomBytes(24).toString('base64url'));
}

/** The same as a key of 32 bytes in base64. */
export function localSecretKey(name: SecretName): string {
  return kept(name, () => randomBytes(32).toString('base64'));
}

function kept(name: SecretName, make: () => string): string {
  const file = resolve(dataDir, `${name}.key`);
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, make(), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}

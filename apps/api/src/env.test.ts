import { EnvError } from '@org/media-env';
import { describe, expect, it } from 'vitest';
import { parseEnv } from './env.js';

const DATABASE_URL = 'postgres://media@localhost/media';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseEnv(environment);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseEnv', () => {
  it('needs a database, and nothing else', () => {
    expect(parseEnv({ DATABASE_URL })).toMatchObject({
      API_HOST: '127.0.0.1',
      API_PORT: 8080,
      API_CORS_ORIGINS: [],
      API_ALLOW_PRIVATE_ADDRESSES: false,
      TEMPORAL_ADDRESS: 'localhost:7233',
      LOG_LEVEL: 'info',
    });
    expect(problemsOf({})).toEqual([expect.stringContaining('DATABASE_URL is needed: postgres://')]);
  });

  it('takes several origins', () => {
    const { API_CORS_ORIGINS } = parseEnv({
      DATABASE_URL,
      API_CORS_ORIGINS: 'https://a.example, https://b.example',
    });
    expect(API_CORS_ORIGINS).toEqual(['https://a.example', 'https://b.example']);
  });

  it('refuses half of what belongs together, and secrets that can be guessed, without showing them', () => {
    const problems = problemsOf({ DATABASE_URL, PUBLIC_URL: 'https://media.example' });
    expect(problems).toEqual(['API_SIGNING_SECRET belongs together with PUBLIC_URL: set both or neither']);
    const short = problemsOf({
      DATABASE_URL,
      PUBLIC_URL: 'https://media.example',
      API_SIGNING_SECRET: 'hunter2',
    });
    expect(short).toEqual(['API_SIGNING_SECRET must have at least 32 characters']);
    expect(problemsOf({ DATABASE_URL, TEMPORAL_TLS_CLIENT_CERT_PATH: 'c.pem' })).toHaveLength(1);
  });
});

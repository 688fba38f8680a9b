import type { Stack } from '@org/tests-harness';

/** Calls of the API with the key of a stack. What is not a success is an error: a benchmark counts no refusals. */
export interface ApiCalls {
  readonly get: <T>(path: string) => Promise<T>;
  readonly post: <T>(path: string, body: unknown) => Promise<T>;
}

export function callsOf({ api }: Pick<Stack, 'api'>): ApiCalls {
  if (!api) throw new Error('The stack has no API.');
  const { url, key } = api;
  const authorization = `Bearer ${key}`;
  return {
    get: (path) => callJson(`${url}${path}`, { headers: { authorization } }),
    post: (path, body) => callJson(`${url}${path}`, jsonPost(body, { authorization })),
  };
}

export function jsonPost(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

export async function callJson<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

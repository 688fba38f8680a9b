import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    temporalAddress: string;
  }
}

/** `host:port` of the dev server that the test run shares. Give every test a task queue of its own. */
export function temporalAddress(): string {
  return inject('temporalAddress');
}

/// <reference path="./temporal-server.ts" />
import { inject } from 'vitest';

/** `host:port` of the dev server that the test run shares. Give every test a task queue of its own. */
export function temporalAddress(): string {
  return inject('temporalAddress');
}

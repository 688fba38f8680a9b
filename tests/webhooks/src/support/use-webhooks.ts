import { startStack, type Stack, type StackOptions } from '@org/tests-harness';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startWebhookServer, type WebhookServer } from './webhook-server.ts';

/** A stack and a receiver of webhooks for all tests of a file; no fault and no count outlives its test. */
export function useWebhooks(options: StackOptions & { readonly taskQueue: string }): {
  readonly stack: () => Stack;
  readonly webhooks: () => WebhookServer;
} {
  let running: { stack: Stack; webhooks: WebhookServer } | undefined;
  beforeAll(async () => {
    const stack = await startStack(options);
    running = { stack, webhooks: await startWebhookServer(stack) };
  });
  afterEach(async () => {
    await running?.stack.admin.setFaults([]);
    running?.webhooks.forget();
  });
  afterAll(async () => {
    await running?.webhooks.close();
    await running?.stack.stop();
  });
  const started = (): { stack: Stack; webhooks: WebhookServer } => {
    if (!running)
      throw new Error('the stack is started before the first test, not while tests are collected');
    return running;
  };
  return { stack: () => started().stack, webhooks: () => started().webhooks };
}

import { createMediaApi } from '@org/media-api-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApiStack, type ApiStack } from './support/api-stack.ts';
import { eventsOf, pipelineBody, start } from './support/requests.ts';

let own: ApiStack;
beforeAll(async () => {
  // Reads are so seldom that only a webhook can end a task soon.
  own = await startApiStack({ workerEnv: { WORKER_WATCH_SCALE: '20' } });
});
afterAll(() => own.stop());

it('a task of a redrive is ended by its webhook, though it names the first pipeline', async () => {
  const { admin } = own.stack;
  const client = createMediaApi({ baseUrl: own.url, key: own.key });
  await admin.setFaults([{ fault: 'failed', taskKind: 'audio', permanent: true }]);
  const id = await start(client, pipelineBody());
  expect((await eventsOf(client, { id })).at(-1)?.type).toBe('pipeline.failed');
  await admin.setFaults([]);
  const { data } = await client.POST('/v1/pipelines/{id}/redrive', { params: { path: { id } } });
  const redrive = data?.id ?? '';
  expect((await eventsOf(client, { id: redrive })).at(-1)?.type).toBe('pipeline.succeeded');

  const { events } = await own.stack.client.workflow.getHandle(redrive).fetchHistory();
  const identities = (events ?? []).flatMap(
    ({ activityTaskCompletedEventAttributes: completed }) => completed?.identity ?? [],
  );
  // What a webhook completes is completed by the process of the API, not by the worker that took it.
  const worker = (events ?? []).flatMap(
    ({ activityTaskStartedEventAttributes: started }) => started?.identity ?? [],
  );
  expect(worker).not.toEqual([]);
  expect(identities.filter((identity) => !worker.includes(identity))).not.toEqual([]);
});

import { followEvents, type MediaApi, type MediaEvent } from '@org/media-api-client';

let asked = 0;

/** A pipeline over a source that no other test asks for, so that the ledger can tell it apart; its outputs are simulated. */
export function pipelineBody(own: object = {}): { source: string; inspectOutputs: boolean } {
  return { source: `https://media.test/api-${process.pid}-${++asked}.mp4`, inspectOutputs: false, ...own };
}

/** Starts by a key, so that it is sent again until it is answered. */
export async function start(client: MediaApi, body: { source: string }, key = body.source): Promise<string> {
  const { data } = await client.POST('/v1/pipelines', {
    params: { header: { 'idempotency-key': key } },
    body,
  });
  if (!data) throw new Error('a start was answered with nothing');
  return data.id;
}

/** Everything that happens, to the end. */
export async function eventsOf(
  client: MediaApi,
  { kind = 'pipelines', id }: { kind?: 'pipelines' | 'batches'; id: string },
): Promise<MediaEvent[]> {
  const events: MediaEvent[] = [];
  for await (const event of followEvents(client, { kind, id })) events.push(event);
  return events;
}

/** A single request, which is not sent again. */
export async function once(
  { connection }: MediaApi,
  method: string,
  path: string,
  own: RequestInit = {},
): Promise<Response> {
  const headers = { ...(own.headers as Record<string, string>), authorization: `Bearer ${connection.key}` };
  return fetch(`${connection.baseUrl}${path}`, { ...own, method, headers });
}

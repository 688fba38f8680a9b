import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultDataConverter } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { HistoryEvent } from '../history/history-event.js';
import { createPayloadDecoder } from '../history/payload-decoder.js';
import { readEvent, type RawEvent } from '../history/read-event.js';

const HISTORIES = new URL('../../../../../packages/media-workflows/histories/v0/', import.meta.url);

/** A decoder for payloads that no codec has encoded. */
export const plainDecoder = createPayloadDecoder(defaultDataConverter);

/** A history that was recorded on a real server, in its own words. */
export function rawHistory(name: string): RawEvent[] {
  const text = readFileSync(fileURLToPath(new URL(`${name}.json`, HISTORIES)), 'utf8');
  return historyFromJSON(JSON.parse(text)).events ?? [];
}

/** A history that was recorded on a real server, as the projector reads it. */
export async function recordedHistory(name: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for (const raw of rawHistory(name)) {
    const event = await readEvent(raw, plainDecoder);
    if (event) events.push(event);
  }
  return events;
}

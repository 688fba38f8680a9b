import type { z } from 'zod';
import type * as schemas from './schemas/callback.js';

export type CallbackEvent = z.infer<typeof schemas.CallbackEventSchema>;
export type CallbackEventType = z.infer<typeof schemas.CallbackEventTypeSchema>;
export type CallbackSent = z.infer<typeof schemas.CallbackSentSchema>;
export type DeliverCallbackInput = z.infer<typeof schemas.DeliverCallbackInputSchema>;
export type DeliverCallbackResult = z.infer<typeof schemas.DeliverCallbackResultSchema>;
export type SendCallbackInput = z.infer<typeof schemas.SendCallbackInputSchema>;

/** Tells somebody about an end, again and again until it is taken. */
export type DeliverCallbackWorkflow = (input: DeliverCallbackInput) => Promise<DeliverCallbackResult>;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Wait before each attempt: the schedule that the Standard Webhooks specification proposes, three days in all. */
export const CALLBACK_SCHEDULE_MS: readonly number[] = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** The workflow that delivers a callback: its id follows from the row, so that it is started once. */
export function callbackWorkflowId(callbackId: string, replay: number): string {
  return `callback-${callbackId}-${replay}`;
}

import { z } from 'zod';
import { requestInvalid } from '../api-error.js';
import type { TaskRequest } from '../task-record.js';
import { checkFields } from './check-fields.js';
import { SimulateSchema, type Simulate } from './simulation-schema.js';
import { ATOMIC_KINDS, checkOptions, PIPELINE_KINDS } from './task-options.js';

const common = {
  kind: z.string(),
  options: z.record(z.string(), z.unknown()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  webhook_url: z.string().optional(),
};
const PipelineBody = z.strictObject({ ...common, input: z.string(), output: z.string().optional() });
const AtomicBody = z.strictObject({ ...common, input: z.looseObject({ url: z.string() }) });

/** Names the older API gave to two kinds. */
const FORMER_KIND: Record<string, string> = { ingest: 'import', upload: 'export' };

export interface ParsedCreate {
  request: TaskRequest;
  simulate: Simulate | undefined;
}

/**
 * What a create body asks for. Fields and options this server does not know are refused by name.
 * @param simulating whether `options.simulate` is an option here
 * @throws ApiError 400 `request_invalid`
 */
export function parseCreate(
  body: unknown,
  form: 'pipeline' | 'atomic',
  { simulating, formerNames }: { simulating: boolean; formerNames: boolean },
): ParsedCreate {
  const parsed = checkFields(form === 'pipeline' ? PipelineBody : AtomicBody, body, []);
  const kind = formerNames ? (FORMER_KIND[parsed.kind] ?? parsed.kind) : parsed.kind;
  const { simulate, ...asked } = parsed.options ?? {};
  if (simulate !== undefined && !simulating) {
    throw requestInvalid('options.simulate is an option of a simulating server only; this one does the work');
  }
  const kinds = form === 'pipeline' ? PIPELINE_KINDS : ATOMIC_KINDS;
  if (!kinds.includes(kind)) {
    throw requestInvalid(`kind "${parsed.kind}" is not supported; use one of ${kinds.join(', ')}`);
  }
  checkOptions(kind, form, asked);
  if (typeof parsed.input === 'object') requireFile(kind, parsed.input);
  return {
    request: {
      input: parsed.input,
      kind,
      options: parsed.options ?? {},
      output: 'output' in parsed ? (parsed.output ?? null) : null,
      metadata: parsed.metadata ?? {},
      webhookUrl: parsed.webhook_url ?? null,
    },
    simulate:
      simulate === undefined ? undefined : checkFields(SimulateSchema, simulate, ['options', 'simulate']),
  };
}

function requireFile(kind: string, input: Record<string, unknown>): void {
  if (kind === 'probe' || kind === 'import' || input['object'] === 'file') return;
  throw requestInvalid(`input must be a File object (object: "file") for kind ${kind}; probe the URL first`);
}

import { z } from 'zod';
import { requestInvalid } from '../api-error.js';
import type { TaskRequest } from '../task-record.js';
import { ATOMIC_OPTIONS, contradictionIn, PIPELINE_KINDS, PIPELINE_OPTIONS } from './options-schema.js';
import { SimulateSchema, type Simulate } from './simulation-schema.js';

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
  const parsed = check(form === 'pipeline' ? PipelineBody : AtomicBody, body, []);
  const kind = formerNames ? (FORMER_KIND[parsed.kind] ?? parsed.kind) : parsed.kind;
  const { simulate, ...asked } = parsed.options ?? {};
  if (simulate !== undefined && !simulating) {
    throw requestInvalid('options.simulate is an option of a simulating server only; this one does the work');
  }
  const schema = (form === 'pipeline' ? PIPELINE_OPTIONS : ATOMIC_OPTIONS)[kind];
  if (!schema) throw unknownKind(parsed.kind, form);
  check(schema, asked, ['options']);
  const contradiction = contradictionIn(kind, asked);
  if (contradiction !== null) throw requestInvalid(contradiction);
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
    simulate: simulate === undefined ? undefined : check(SimulateSchema, simulate, ['options', 'simulate']),
  };
}

function requireFile(kind: string, input: Record<string, unknown>): void {
  if (kind === 'probe' || kind === 'import' || input['object'] === 'file') return;
  throw requestInvalid(`input must be a File object (object: "file") for kind ${kind}; probe the URL first`);
}

function unknownKind(kind: string, form: 'pipeline' | 'atomic'): Error {
  const kinds = form === 'pipeline' ? PIPELINE_KINDS : Object.keys(ATOMIC_OPTIONS);
  return requestInvalid(`kind "${kind}" is not supported; use one of ${kinds.join(', ')}`);
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, path: string[]): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw requestInvalid(result.error.issues.map((issue) => describeIssue(issue, path, value)).join('; '));
}

function describeIssue(issue: z.core.$ZodIssue, path: string[], value: unknown): string {
  const name = [...path, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => (name ? `${name}.${key}` : key));
    return `${keys.join(', ')}: not known here`;
  }
  const missing = issue.path.length > 0 && valueAt(value, issue.path) === undefined;
  return missing ? `${name} is required` : `${name || 'the body'}: ${issue.message}`;
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}

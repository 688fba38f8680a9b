import { isEngineError, parseOptions, type EncodeKind } from '@org/media-engine';
import { z } from 'zod';
import { requestInvalid } from '../api-error.js';
import { checkFields } from './check-fields.js';

/** What a pipeline can make. */
export const PIPELINE_KINDS: readonly string[] = ['video', 'audio', 'image', 'animation', 'adaptive_video'];

/** What one operation can be. */
export const ATOMIC_KINDS: readonly string[] = ['probe', 'import', ...PIPELINE_KINDS, 'export'];

const DeliverySchema = z.object({
  /** Names the connection an `s3://` output is delivered with; the export target decides what it means. */
  connection_id: z.string().min(1).optional(),
});
const ExportSchema = DeliverySchema.extend({ url: z.string() }).strict();

/**
 * Checks options by the rules of the engine, a simulating server included: what cannot be made is refused there too.
 * @throws ApiError 400 `request_invalid` that names the option
 */
export function checkOptions(
  kind: string,
  form: 'pipeline' | 'atomic',
  options: Record<string, unknown>,
): void {
  if (kind === 'probe' || kind === 'import') {
    checkFields(z.strictObject({}), options, ['options']);
  } else if (kind === 'export') {
    checkFields(ExportSchema, options, ['options']);
  } else if (form === 'pipeline') {
    const { connection_id, ...encoding } = options;
    checkFields(DeliverySchema, { connection_id }, ['options']);
    checkEncoding(kind as EncodeKind, encoding);
  } else {
    checkEncoding(kind as EncodeKind, options);
  }
}

function checkEncoding(kind: EncodeKind, options: Record<string, unknown>): void {
  try {
    parseOptions(kind, options);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    throw requestInvalid(
      error.option === undefined ? error.message : `options.${error.option}: ${error.message}`,
    );
  }
}

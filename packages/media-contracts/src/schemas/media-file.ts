import { z } from 'zod';

/** A file that a stage made, as far as it is known: by inspection, else from what the remote service told. */
export const MediaFileSchema = z.object({
  /** Where the file is. */
  url: z.string(),
  kind: z.enum(['video', 'audio', 'image', 'animation', 'adaptive_video']),
  /** Container or image format, for example `mp4`, `webp`, `mp3`. */
  format: z.string().optional(),
  /** Pixels. */
  width: z.number().optional(),
  /** Pixels. */
  height: z.number().optional(),
  durationSeconds: z.number().optional(),
  sizeBytes: z.number().optional(),
  codecs: z.object({ video: z.string().optional(), audio: z.string().optional() }).optional(),
  /** True when the file itself was read; false when only the remote service's word is known. */
  inspected: z.boolean(),
  /** Why the file could not be inspected, when it could not. */
  inspectionProblem: z.string().optional(),
});

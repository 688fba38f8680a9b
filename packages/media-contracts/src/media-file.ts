import type { z } from 'zod';
import type { MediaFileSchema } from './schemas/media-file.js';

export type MediaFile = z.infer<typeof MediaFileSchema>;

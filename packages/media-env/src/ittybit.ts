import { z } from 'zod';
import { httpUrl } from './values.js';

/** The service that encodes. The keys of its accounts come with `readEnvironment`. */
export const ittybitShape = {
  ITTYBIT_BASE_URL: httpUrl.optional(),
  ITTYBIT_API: z.enum(['jobs', 'tasks'], 'must be jobs or tasks').default('jobs'),
};

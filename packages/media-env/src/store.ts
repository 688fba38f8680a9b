import type { StoreSettings } from '@org/media-storage';
import { z } from 'zod';
import { httpUrl, secret } from './values.js';

/** Where plans, results, uploads and manifests are: a folder or a bucket. */
export const storeShape = {
  STORE_DIR: z.string().optional(),
  STORE_URL: z
    .string()
    .regex(/^s3:\/\/[^/]+(\/.*)?$/, 'must look like s3://bucket or s3://bucket/prefix')
    .optional(),
  S3_ENDPOINT: httpUrl.optional(),
  S3_REGION: z.string().optional(),
  S3_ACCESS_KEY_ID: secret.optional(),
  S3_SECRET_ACCESS_KEY: secret.optional(),
};

export type StoreEnv = z.output<z.ZodObject<typeof storeShape>>;

/** For `openStore`. */
export function storeSettings(env: StoreEnv): StoreSettings {
  return {
    dir: env.STORE_DIR,
    url: env.STORE_URL,
    s3: {
      endpoint: env.S3_ENDPOINT,
      region: env.S3_REGION,
      accessKeyId: env.S3_ACCESS_KEY_ID,
      secretAccessKey: env.S3_SECRET_ACCESS_KEY,
    },
  };
}

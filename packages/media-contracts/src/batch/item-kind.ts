import type { RemoteKind } from '../stage.js';

/** What an item of a batch can be: one task at the remote service, or a whole `mediaPipeline`. */
export const ITEM_KINDS = [
  'video',
  'audio',
  'image',
  'animation',
  'adaptive_video',
  'pipeline',
] as const satisfies readonly (RemoteKind | 'pipeline')[];

export type ItemKind = (typeof ITEM_KINDS)[number];

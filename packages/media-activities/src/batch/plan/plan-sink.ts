import type { InvalidItem, ItemKind, RepeatedItem } from '@org/media-contracts';

/** Some items of one kind as JSON Lines; the pages of a kind are numbered from 0. */
export interface PlanPage {
  readonly kind: ItemKind;
  readonly number: number;
  readonly bytes: Uint8Array;
  /** The bytes as text, made when it is asked for. */
  readonly text: string;
}

/** Where a plan goes while it is made. Whatever a method awaits holds the reading back. */
export interface PlanSink {
  /** Several may be under way at once. */
  readonly page: (page: PlanPage) => Promise<void>;
  readonly invalid: (item: InvalidItem) => Promise<void>;
  readonly repeated: (item: RepeatedItem) => Promise<void>;
  /** Makes everything durable. */
  readonly end: () => Promise<void>;
  /** Lets go of what is open, when the plan came to nothing. */
  readonly abort: (error: unknown) => Promise<void>;
}

const PAGE_DIGITS = 6;

/** Key of a page below the folder of its plan. */
export function pageKey(folder: string, kind: ItemKind, number: number): string {
  return `${folder}/pages/${kind}/${String(number).padStart(PAGE_DIGITS, '0')}.jsonl`;
}

import type { InvalidItem, ItemKind, RepeatedItem } from '@org/media-contracts';

/** Where a plan goes while it is made. Whatever a method awaits holds the reading back. */
export interface PlanSink {
  /** A page of items as JSON Lines; pages of a kind are numbered from 0. Several may be under way at once. */
  readonly page: (page: {
    readonly kind: ItemKind;
    readonly number: number;
    readonly text: string;
  }) => Promise<void>;
  readonly invalid: (item: InvalidItem) => Promise<void>;
  readonly repeated: (item: RepeatedItem) => Promise<void>;
  /** Makes everything durable. */
  readonly end: () => Promise<void>;
  /** Lets go of what is open, when the plan came to nothing. */
  readonly abort: (error: unknown) => Promise<void>;
}

const nothing = async (): Promise<void> => undefined;

/** Keeps nothing: for those who only want to know what a plan would be. */
export const discardingSink: PlanSink = {
  page: nothing,
  invalid: nothing,
  repeated: nothing,
  end: nothing,
  abort: nothing,
};

const PAGE_DIGITS = 6;

/** Key of a page below the folder of its plan. */
export function pageKey(folder: string, kind: ItemKind, number: number): string {
  return `${folder}/pages/${kind}/${String(number).padStart(PAGE_DIGITS, '0')}.jsonl`;
}

import { SEARCH_ATTRIBUTES } from '@org/media-contracts';
import { innerMessage } from './rpc-error.js';
import type { TemporalSession } from './temporal-session.js';

/** Codes of `temporal.api.enums.v1.IndexedValueType`. */
const VALUE_TYPES: Readonly<Record<string, number>> = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
};

export interface SearchAttributeCheck {
  readonly missing: readonly string[];
  /** Registered under our name with another type: somebody else's, so it must not be written. */
  readonly conflicting: readonly string[];
}

/** What pipelines set. Those that came later with batches must not keep them from it. */
export const PIPELINE_ATTRIBUTES = [
  'MediaPhase',
  'MediaAccount',
] as const satisfies readonly SearchAttributeName[];

/** What batches set: all of them. */
export const BATCH_ATTRIBUTES = Object.keys(SEARCH_ATTRIBUTES) as readonly SearchAttributeName[];

export type SearchAttributeName = keyof typeof SEARCH_ATTRIBUTES;

export async function checkSearchAttributes(session: TemporalSession): Promise<SearchAttributeCheck> {
  const { namespace, connection } = session;
  const answer = await session.rpc(() => connection.operatorService.listSearchAttributes({ namespace }));
  const registered = answer.customAttributes;
  const names = Object.entries(SEARCH_ATTRIBUTES);
  return {
    missing: names.filter(([name]) => registered[name] === undefined).map(([name]) => name),
    conflicting: names
      .filter(([name, type]) => registered[name] !== undefined && registered[name] !== VALUE_TYPES[type])
      .map(([name]) => name),
  };
}

/**
 * True when every one of these can be written. They are optional, so trouble in finding out costs nothing but a note.
 */
export async function canSetSearchAttributes(
  session: TemporalSession,
  names: readonly SearchAttributeName[],
  note?: (line: string) => void,
): Promise<boolean> {
  try {
    const { missing, conflicting } = await checkSearchAttributes(session);
    return !names.some((name) => missing.includes(name) || conflicting.includes(name));
  } catch (error) {
    note?.(
      `Search attributes are left out: Temporal did not say whether it knows them (${innerMessage(error)}).`,
    );
    return false;
  }
}

export async function registerSearchAttributes(
  session: TemporalSession,
  names: readonly string[],
): Promise<void> {
  const wanted = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => names.includes(name));
  const searchAttributes = Object.fromEntries(wanted.map(([name, type]) => [name, VALUE_TYPES[type] ?? 2]));
  const { namespace, connection } = session;
  await session.rpc(() => connection.operatorService.addSearchAttributes({ namespace, searchAttributes }));
}

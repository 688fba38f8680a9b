import { SEARCH_ATTRIBUTES } from '@org/media-contracts';
import type { Session } from './session.js';

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

export async function checkSearchAttributes(session: Session): Promise<SearchAttributeCheck> {
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

/** True when every one of our search attributes can be written. */
export async function hasSearchAttributes(session: Session): Promise<boolean> {
  const { missing, conflicting } = await checkSearchAttributes(session);
  return missing.length === 0 && conflicting.length === 0;
}

export async function registerSearchAttributes(session: Session, names: readonly string[]): Promise<void> {
  const wanted = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => names.includes(name));
  const searchAttributes = Object.fromEntries(wanted.map(([name, type]) => [name, VALUE_TYPES[type] ?? 2]));
  const { namespace, connection } = session;
  await session.rpc(() => connection.operatorService.addSearchAttributes({ namespace, searchAttributes }));
}

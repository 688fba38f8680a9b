/**
 * What breaks whom, decided on JSON Schemas.
 *
 * `input`: others write, we read. What an older writer sends must still be accepted, so anything that accepts
 * less breaks: a removed field, a new or newly required field, a removed type, enum value or union member,
 * a tighter range, a new pattern, unknown fields refused that were let through.
 *
 * `output`: we write, others read. What we send must hold no surprise for an older reader, so anything that
 * promises less breaks: a removed field, a field that may now be absent, a new type, enum value or union
 * member, a wider range, a dropped pattern.
 *
 * `both` travels in both directions, so both sets of rules hold: only optional fields can be added.
 */
export type Direction = 'input' | 'output' | 'both';

/** The part of JSON Schema that `z.toJSONSchema` writes for our contracts. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly [keyword: string]: unknown;
}

/** A contract as it is published: one schema and the direction it travels in. */
interface Contract {
  readonly direction: Direction;
  readonly schema: JsonSchema;
}

export type Contracts = Readonly<Record<string, Contract>>;

/** Every change from `older` to `newer` that breaks somebody, as `<schema>.<field>: <what>`. Empty: compatible. */
export function findBreakingChanges(older: Contracts, newer: Contracts): string[] {
  return Object.entries(older).flatMap(([name, { schema, direction: was }]) => {
    const next = newer[name];
    if (!next) return [`${name}: removed`];
    const direction = was === next.direction ? was : 'both';
    return compare({ path: name, older: schema, newer: next.schema, direction });
  });
}

interface Pair {
  readonly path: string;
  readonly older: JsonSchema;
  readonly newer: JsonSchema;
  readonly direction: Direction;
}

/** A schema is seen as the set of its members: types, values, or the members of a union. */
function compare({ path, older, newer, direction }: Pair): string[] {
  const before = variants(older);
  const after = variants(newer);
  const gone = [...before.keys()].filter((key) => !holds(after, key));
  const come = [...after.keys()].filter((key) => !holds(before, key));
  const inside = [...before].flatMap(([key, variant]) => {
    const next = after.get(key);
    const within = before.size > 1 ? `${path}<${key}>` : path;
    return next ? compareVariant({ path: within, older: variant, newer: next, direction }) : [];
  });
  return [
    ...(narrows(direction) ? gone.map((key) => `${path}: no longer accepts ${key}`) : []),
    ...(widens(direction) ? come.map((key) => `${path}: may now be ${key}`) : []),
    ...inside,
  ];
}

function compareVariant(pair: Pair): string[] {
  return [...compareLimits(pair), ...compareObjects(pair), ...compareElements(pair)];
}

type Variants = ReadonlyMap<string, JsonSchema>;

/** The members of a schema by a name that two versions of a member share. A schema without a type accepts anything. */
function variants(schema: JsonSchema): Variants {
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return named(union.flatMap((member) => [...variants(member)]));
  const values = schema.enum ?? ('const' in schema ? [schema.const] : undefined);
  if (values) return new Map(values.map((value) => [JSON.stringify(value), { const: value }]));
  const tag = Object.entries(schema.properties ?? {}).find(([, property]) => 'const' in property);
  if (tag) return new Map([[`${tag[0]}=${JSON.stringify(tag[1].const)}`, schema]]);
  return new Map([schema.type ?? 'anything'].flat().map((type) => [type, schema]));
}

/** Members that share a name are told apart by their order. */
function named(members: readonly (readonly [string, JsonSchema])[]): Variants {
  const result = new Map<string, JsonSchema>();
  for (const [name, member] of members) {
    const twins = [...result.keys()].filter((key) => key === name || key.startsWith(`${name}#`)).length;
    result.set(twins === 0 ? name : `${name}#${twins + 1}`, member);
  }
  return result;
}

/** True when the member is there, or another one that surely accepts all of it. */
function holds(members: Variants, key: string): boolean {
  if (members.has(key) || members.has('anything')) return true;
  const wider = key === 'integer' ? 'number' : typeOfValue(key);
  const member = wider === undefined ? undefined : members.get(wider);
  return member !== undefined && ALL_LIMITS.every((keyword) => member[keyword] === undefined);
}

/** The type behind the name of a constant; undefined when the name is not that of a constant. */
function typeOfValue(key: string): string | undefined {
  if (key.startsWith('"')) return 'string';
  if (key === 'true' || key === 'false') return 'boolean';
  return /^-?\d/.test(key) ? 'number' : undefined;
}

const LOWER_LIMITS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const UPPER_LIMITS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
const OTHER_LIMITS = ['pattern', 'format', 'multipleOf'];
const ALL_LIMITS = [...LOWER_LIMITS, ...UPPER_LIMITS, ...OTHER_LIMITS];

function compareLimits({ path, older, newer, direction }: Pair): string[] {
  const tighter = (keyword: string): boolean => isTighter(keyword, newer[keyword], older[keyword]);
  const looser = (keyword: string): boolean => isTighter(keyword, older[keyword], newer[keyword]);
  return [
    ...(narrows(direction) ? ALL_LIMITS.filter(tighter).map((keyword) => `${path}: tighter ${keyword}`) : []),
    ...(widens(direction) ? ALL_LIMITS.filter(looser).map((keyword) => `${path}: looser ${keyword}`) : []),
  ];
}

/** True when limit `a` lets less through than limit `b`. Patterns cannot be ordered: any change counts both ways. */
function isTighter(keyword: string, a: unknown, b: unknown): boolean {
  if (a === undefined || a === b) return false;
  if (b === undefined || OTHER_LIMITS.includes(keyword)) return true;
  return LOWER_LIMITS.includes(keyword) ? Number(a) > Number(b) : Number(a) < Number(b);
}

function compareObjects({ path, older, newer, direction }: Pair): string[] {
  const before = older.properties ?? {};
  const after = newer.properties ?? {};
  const required = { before: new Set(older.required), after: new Set(newer.required) };
  const kept = Object.entries(before).flatMap(([name, property]) => {
    const next = after[name];
    const at = `${path}.${name}`;
    if (next === undefined) return [`${at}: removed`];
    const promise = requirement({
      at,
      was: required.before.has(name),
      is: required.after.has(name),
      direction,
    });
    return [...promise, ...compare({ path: at, older: property, newer: next, direction })];
  });
  const added = Object.keys(after).filter((name) => !(name in before) && required.after.has(name));
  return [
    ...kept,
    ...(narrows(direction) ? added.map((name) => `${path}.${name}: new and required`) : []),
    ...compareRest({ path, older, newer, direction }),
  ];
}

function requirement({
  at,
  was,
  is,
  direction,
}: {
  at: string;
  was: boolean;
  is: boolean;
  direction: Direction;
}): string[] {
  if (narrows(direction) && !was && is) return [`${at}: now required`];
  if (widens(direction) && was && !is) return [`${at}: may now be absent`];
  return [];
}

/** Fields that are not named: refused, let through, or all of one schema (a record). */
function compareRest({ path, older, newer, direction }: Pair): string[] {
  const before = older.additionalProperties;
  const after = newer.additionalProperties;
  if (typeof before === 'object' && typeof after === 'object') {
    return compare({ path: `${path}.*`, older: before, newer: after, direction });
  }
  const refused = narrows(direction) && before !== false && after === false;
  return refused ? [`${path}: unknown fields are now refused`] : [];
}

function compareElements({ path, older, newer, direction }: Pair): string[] {
  if (!older.items || !newer.items) return [];
  return compare({ path: `${path}[]`, older: older.items, newer: newer.items, direction });
}

function narrows(direction: Direction): boolean {
  return direction !== 'output';
}

function widens(direction: Direction): boolean {
  return direction !== 'input';
}

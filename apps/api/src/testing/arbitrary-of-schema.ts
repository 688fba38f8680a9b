import * as fc from 'fast-check';

/** What a schema of an OpenAPI 3.1 document can have, as far as this API's has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** Longer lists and texts find nothing that shorter ones do not. */
const MAX_ITEMS = 4;
const MAX_LENGTH = 60;

/** Values that a schema allows. Made from the document alone, so that what it promises is what is tried. */
export function arbitraryOf(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  const of = (part: Schema): fc.Arbitrary<unknown> => arbitraryOf(part, schemas);
  const { $ref, anyOf, enum: values, type } = schema;
  if ($ref !== undefined) return of(named($ref, schemas));
  if (values) return fc.constantFrom(...values);
  if (anyOf) return fc.oneof(...anyOf.map(of));
  if (Array.isArray(type)) return fc.oneof(...type.map((one: string) => of({ ...schema, type: one })));
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? -5,
        max: Math.min(schema.maximum ?? 2 ** 31 - 1, 2 ** 31 - 1),
      });
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1e6, noNaN: true });
    case 'string':
      return textOf(schema);
    case 'array': {
      const maxLength = Math.min(schema.maxItems ?? MAX_ITEMS, MAX_ITEMS);
      return fc.array(of(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength });
    }
    case 'object':
      return objectOf(schema, of);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function named($ref: string, schemas: Schemas): Schema {
  const schema = schemas[$ref.replace('#/components/schemas/', '')];
  if (!schema) throw new Error(`the document has no ${$ref}`);
  return schema;
}

function textOf({ pattern, format, minLength = 0, maxLength = MAX_LENGTH }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined)
    return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length < 300);
  if (format === 'uri') return fc.webUrl();
  return fc.string({ minLength, maxLength: Math.min(maxLength, MAX_LENGTH), unit: 'grapheme' });
}

function objectOf(schema: Schema, of: (part: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, of(part)]));
  const needed = required.filter((name) => name in fields);
  const optional = Object.keys(fields).filter((name) => !needed.includes(name));
  // Fields that exclude each other, which a schema does not tell, are rarely alone by chance.
  const alone = fc.constantFrom(...optional, undefined).chain((name) => {
    const names = name === undefined ? needed : [...needed, name];
    return fc.record(Object.fromEntries(names.flatMap((one) => (fields[one] ? [[one, fields[one]]] : []))));
  });
  const known = fc.oneof(fc.record(fields, { requiredKeys: needed }), alone);
  if (typeof additionalProperties !== 'object') return known;
  const others = fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), of(additionalProperties), {
    maxKeys: 3,
  });
  return fc.tuple(others, known).map(([more, own]) => ({ ...more, ...own }));
}

/** The value with one thing wrong somewhere in it: gone, of another type, out of bounds, or not asked for. */
export function spoiled(value: unknown, wrong: unknown, at: number): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return wrong;
  const names = Object.keys(value);
  const name = names[at % names.length] ?? '';
  const rest = Math.floor(at / names.length);
  const copy: Record<string, unknown> = Array.isArray(value) ? (value.slice() as never) : { ...value };
  if (rest % 5 === 0) copy['notAskedFor'] = wrong;
  else if (rest % 5 === 1) Reflect.deleteProperty(copy, name);
  else copy[name] = spoiled(copy[name], wrong, rest);
  return copy;
}

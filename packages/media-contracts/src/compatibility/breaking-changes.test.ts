import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findBreakingChanges, type Direction, type JsonSchema } from './breaking-changes.js';

function changes(direction: Direction, older: z.ZodType, newer: z.ZodType): string[] {
  const contract = (schema: z.ZodType): { direction: Direction; schema: JsonSchema } => ({
    direction,
    schema: z.toJSONSchema(schema, { io: 'input' }) as JsonSchema,
  });
  return findBreakingChanges({ S: contract(older) }, { S: contract(newer) });
}

const text = z.string();
const union = (...outcomes: string[]): z.ZodType =>
  z.discriminatedUnion(
    'outcome',
    outcomes.map((one) => z.object({ outcome: z.literal(one), id: text })) as never,
  );

interface Case {
  readonly what: string;
  readonly older: z.ZodType;
  readonly newer: z.ZodType;
  /** What breaks when others write and we read. */
  readonly input: readonly string[];
  /** What breaks when we write and others read. */
  readonly output: readonly string[];
}

type Row = [what: string, older: z.ZodType, newer: z.ZodType, input: string[], output: string[]];

const rows: Row[] = [
  ['nothing', z.object({ a: text }), z.object({ a: text }), [], []],
  ['an added optional field', z.object({ a: text }), z.object({ a: text, b: text.optional() }), [], []],
  ['an added required field', z.object({}), z.object({ b: text }), ['S.b: new and required'], []],
  ['a removed field', z.object({ a: text }), z.object({}), ['S.a: removed'], ['S.a: removed']],
  [
    'a removed optional field',
    z.object({ a: text.optional() }),
    z.object({}),
    ['S.a: removed'],
    ['S.a: removed'],
  ],
  [
    'a renamed optional field',
    z.object({ a: text.optional() }),
    z.object({ b: text.optional() }),
    ['S.a: removed'],
    ['S.a: removed'],
  ],
  [
    'optional to required',
    z.object({ a: text.optional() }),
    z.object({ a: text }),
    ['S.a: now required'],
    [],
  ],
  [
    'required to optional',
    z.object({ a: text }),
    z.object({ a: text.optional() }),
    [],
    ['S.a: may now be absent'],
  ],
  [
    'a changed type',
    z.object({ a: text }),
    z.object({ a: z.number() }),
    ['S.a: no longer accepts string'],
    ['S.a: may now be number'],
  ],
  ['number to integer', z.number(), z.number().int(), ['S: no longer accepts number'], []],
  ['a widened type', text, z.union([text, z.number()]), [], ['S: may now be number']],
  ['a narrowed type', z.union([text, z.number()]), text, ['S: no longer accepts number'], []],
  ['a removed enum value', z.enum(['a', 'b']), z.enum(['a']), ['S: no longer accepts "b"'], []],
  ['an added enum value', z.enum(['a']), z.enum(['a', 'b']), [], ['S: may now be "b"']],
  ['a literal to an enum that holds it', z.literal('a'), z.enum(['a', 'b']), [], ['S: may now be "b"']],
  ['an enum to any text', z.enum(['a']), text, [], ['S: may now be string']],
  [
    'an enum to text of one pattern',
    z.enum(['a']),
    text.regex(/b/),
    ['S: no longer accepts "a"'],
    ['S: may now be string'],
  ],
  ['text to an enum', text, z.enum(['a']), ['S: no longer accepts string'], []],
  ['a nullable field', text, text.nullable(), [], ['S: may now be null']],
  ['a raised minimum', z.number().min(1), z.number().min(2), ['S: tighter minimum'], []],
  ['a lowered minimum', z.number().min(2), z.number().min(1), [], ['S: looser minimum']],
  ['a new maximum', z.number(), z.number().max(9), ['S: tighter maximum'], []],
  ['a dropped maximum', z.number().max(9), z.number(), [], ['S: looser maximum']],
  ['a longer minimum length', text.min(1), text.min(2), ['S: tighter minLength'], []],
  ['another pattern', text.regex(/a/), text.regex(/b/), ['S: tighter pattern'], ['S: looser pattern']],
  [
    'unknown fields refused',
    z.object({ a: text }),
    z.strictObject({ a: text }),
    ['S: unknown fields are now refused'],
    [],
  ],
  ['unknown fields let through', z.strictObject({ a: text }), z.object({ a: text }), [], []],
  ['an added union member', union('a'), union('a', 'b'), [], ['S: may now be outcome="b"']],
  ['a removed union member', union('a', 'b'), union('a'), ['S: no longer accepts outcome="b"'], []],
  [
    'an element of a list',
    z.array(text),
    z.array(z.number()),
    ['S[]: no longer accepts string'],
    ['S[]: may now be number'],
  ],
  [
    'a value of a record',
    z.record(text, text),
    z.record(text, z.number()),
    ['S.*: no longer accepts string'],
    ['S.*: may now be number'],
  ],
  [
    'a field deep inside',
    z.object({ a: z.object({ b: z.array(z.object({ c: text })) }) }),
    z.object({ a: z.object({ b: z.array(z.object({})) }) }),
    ['S.a.b[].c: removed'],
    ['S.a.b[].c: removed'],
  ],
  ['any value to one type', z.unknown(), text, ['S: no longer accepts anything'], []],
];

const cases: Case[] = rows.map(([what, older, newer, input, output]) => ({
  what,
  older,
  newer,
  input,
  output,
}));

describe('findBreakingChanges', () => {
  it.each(cases)('judges $what as an input', ({ older, newer, input }) => {
    expect(changes('input', older, newer)).toEqual(input);
  });
  it.each(cases)('judges $what as an output', ({ older, newer, output }) => {
    expect(changes('output', older, newer)).toEqual(output);
  });
  it.each(cases)(
    'judges $what by both sets of rules where it travels both ways',
    ({ older, newer, input, output }) => {
      expect(changes('both', older, newer).sort()).toEqual([...new Set([...input, ...output])].sort());
    },
  );

  it('sees a field of one union member change, and says of which', () => {
    const member = (id: z.ZodType): z.ZodType =>
      z.discriminatedUnion('k', [
        z.object({ k: z.literal('a'), id }),
        z.object({ k: z.literal('b') }),
      ] as never);
    expect(changes('output', member(text), member(text.optional()))).toEqual([
      'S<k="a">.id: may now be absent',
    ]);
  });
  it('tells union members apart that share a name', () => {
    const two = (second: z.ZodType): z.ZodType => z.union([z.object({ a: text }), second]);
    const [older, newer] = [two(z.object({ b: text })), two(z.object({ b: text.optional() }))];
    expect(changes('output', older, newer)).toEqual(['S<object#2>.b: may now be absent']);
    expect(changes('input', older, z.union([z.object({ a: text }), z.number()]))).toEqual([
      'S: no longer accepts object#2',
    ]);
  });
  it('reports a removed schema and lets a new one be', () => {
    const one = { direction: 'input' as const, schema: { type: 'string' } };
    expect(findBreakingChanges({ A: one }, { B: one })).toEqual(['A: removed']);
  });
  it('holds a schema that changed its direction to both sets of rules', () => {
    const older = { S: { direction: 'input' as const, schema: { enum: ['a'] } } };
    const newer = { S: { direction: 'output' as const, schema: { enum: ['b'] } } };
    expect(findBreakingChanges(older, newer)).toEqual(['S: no longer accepts "a"', 'S: may now be "b"']);
  });
});

import { describe, expect, it } from 'vitest';
import { csvColumns, csvValue } from './csv-columns.js';

function valueOf(header: string[], cells: string[]): unknown {
  return csvValue(csvColumns(header), cells);
}

describe('csvColumns', () => {
  it('refuses a column that means nothing, and says what does', () => {
    expect(() => csvColumns(['url', 'kind', 'Width'])).toThrow(
      'the CSV has a column "Width" that means nothing here: rename or remove it. Known: url, kind, id, options, metadata, options.<name>, metadata.<name>',
    );
    expect(() => csvColumns(['url', 'kind', 'options.'])).toThrow(/"options\."/);
    expect(() => csvColumns(['url', 'kind', ''])).toThrow(/a column ""/);
  });

  it('refuses a column that is there twice', () => {
    expect(() => csvColumns(['url', 'kind', 'url'])).toThrow('two columns "url"');
  });

  it('names the missing column and those it found, without the signature of a first row', () => {
    expect(() => csvColumns(['https://a.test/1.mp4?sig=SECRET', 'video'])).toThrow(
      'the CSV has no column "url", only "https://a.test/1.mp4?[redacted]", "video".',
    );
    expect(() => csvColumns(['url', 'Kind'])).toThrow('no column "kind", only "url", "Kind"');
  });
});

describe('csvValue', () => {
  it('turns numbers and booleans of options into what they are, and leaves metadata texts', () => {
    const header = [
      'url',
      'kind',
      'options.width',
      'options.a',
      'options.b',
      'options.c',
      'metadata.n',
      'id',
    ];
    expect(valueOf(header, ['u', 'video', '640', 'true', '50%', '007', '12', '5'])).toEqual({
      value: {
        url: 'u',
        kind: 'video',
        options: { width: 640, a: true, b: '50%', c: '007' },
        metadata: { n: '12' },
        id: '5',
      },
    });
  });

  it('lets a column of its own win over the JSON of options', () => {
    const header = ['url', 'kind', 'options.width', 'options'];
    expect(valueOf(header, ['u', 'video', '1', '{"width":2,"height":3}'])).toMatchObject({
      value: { options: { width: 1, height: 3 } },
    });
  });

  it.each(['{', '[1]', '"x"', 'null'])('finds that options %s are no JSON object', (text) => {
    expect(valueOf(['url', 'kind', 'options'], ['u', 'video', text])).toEqual({
      problem: 'options: not a JSON object, such as {""width"": 640} in quotes',
    });
  });

  it('finds rows with too few or too many cells', () => {
    expect(valueOf(['url', 'kind'], ['u'])).toMatchObject({
      problem: expect.stringContaining('1 cells') as string,
    });
    expect(valueOf(['url', 'kind'], ['u', 'video', 'x'])).toMatchObject({
      problem: expect.stringContaining('3 cells where the header has 2') as string,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { validateItem } from './validate-item.js';

const url = 'https://media.test/a.mp4?X-Amz-Signature=SECRET';

function reasonOf(value: unknown, allowPrivateAddresses = false): string | undefined {
  const verdict = validateItem(value, { allowPrivateAddresses });
  return 'reason' in verdict ? verdict.reason : undefined;
}

describe('validateItem', () => {
  it.each([
    { url, kind: 'video' },
    { url, kind: 'video', options: { width: '50%', codec: 'h265', fps: 60 }, id: 'a', metadata: { b: 'c' } },
    { url: 's3://127.0.0.1/key', kind: 'audio', options: { format: 'mp3' } },
    { url: 'http://8.8.8.8/a', kind: 'adaptive_video' },
    { url, kind: 'pipeline' },
    {
      url,
      kind: 'pipeline',
      options: { stages: { audio: { enabled: false }, transcode: { options: { width: 640 } } } },
    },
  ])('accepts %j', (value) => {
    expect(validateItem(value, { allowPrivateAddresses: false })).toEqual({ item: value });
  });

  it.each([
    ['x', 'not an object: write {"url": "https://…", "kind": "video"}'],
    [[], 'not an object: write {"url": "https://…", "kind": "video"}'],
    [null, 'not an object: write {"url": "https://…", "kind": "video"}'],
    [{ kind: 'video' }, 'url is missing'],
    [{ url: 5, kind: 'video' }, 'url: Invalid input: expected string, received number'],
    [
      { url },
      'kind: Invalid option: expected one of "video"|"audio"|"image"|"animation"|"adaptive_video"|"pipeline"',
    ],
    [{ url, kind: 'film' }, 'kind: Invalid option: expected one of "video"|'],
    [{ url, kind: 'video', width: 5 }, 'width: no such field here, remove or rename it'],
    [{ url, kind: 'video', metadata: { a: 5 } }, 'metadata.a: Invalid input: expected string'],
    [{ url, kind: 'video', id: '' }, 'id: Too small'],
    [{ url: 'a.mp4', kind: 'video' }, 'url: not a URL: give http://, https:// or s3://bucket/key'],
    [{ url: 'file:///etc/passwd', kind: 'video' }, 'url: scheme file:// is not allowed'],
    [{ url: 'https://u:p@media.test/a', kind: 'video' }, 'url: credentials in the URL are not allowed'],
    [{ url: 's3://bucket', kind: 'video' }, 'url: the s3 URL names no key'],
    [
      { url, kind: 'video', options: { fps: 61 } },
      'options.fps: must be a number from 1 to 60 frames per second',
    ],
    [{ url, kind: 'video', options: { width: 0 } }, 'options.width: must be a positive whole number'],
    [
      { url, kind: 'image', options: { format: 'mp4' } },
      'options.format: must be one of jpeg, png, webp, avif',
    ],
    [{ url, kind: 'video', options: { start: 5, end: 4 } }, 'options.end: must be later than start'],
    [
      { url, kind: 'image', options: { widht: 5 } },
      'options.widht: no option of kind image. Known: format, quality, width',
    ],
    [{ url, kind: 'audio', options: { width: 5 } }, 'options.width: no option of kind audio'],
  ])('refuses %j', (value, reason) => {
    expect(reasonOf(value)?.slice(0, reason.length)).toBe(reason);
  });

  it.each([
    [{ redrive: {} }, 'options.redrive: the batch sets it for all of its items, leave it out'],
    [{ account: 'a' }, 'options.account: the batch sets it'],
    [{ taskQueues: {} }, 'options.taskQueues: the batch sets it'],
    [{ searchAttributes: true }, 'options.searchAttributes: the batch sets it'],
    [{ heartbeatTimeoutMs: 5_000 }, 'options.heartbeatTimeoutMs: the batch sets it'],
    [{ source: url }, 'options.source: the url of the item is the source, leave it out'],
    [{ width: 5 }, 'options.width: no such field here'],
    [{ stages: { encode: {} } }, 'options.stages.encode: no such field here'],
    [{ destination: 'https://x.test' }, 'options.destination: must look like s3://bucket/prefix'],
    [
      { stages: { transcode: { options: { fps: 99 } } } },
      'options.stages.transcode.options.fps: must be a number from 1',
    ],
    [
      { stages: { thumbnails: { options: { fps: 5 } } } },
      'options.stages.thumbnails.options.fps: no option of kind image',
    ],
  ])('refuses a pipeline with the options %j', (options, reason) => {
    expect(reasonOf({ url, kind: 'pipeline', options })?.slice(0, reason.length)).toBe(reason);
  });

  it.each([
    'http://127.0.0.1/a',
    'http://2130706433/a',
    'http://0x7f.1/a',
    'https://10.0.0.8/a',
    'http://169.254.169.254/latest',
    'http://[::1]/a',
    'http://[::ffff:10.0.0.1]/a',
    'http://localhost:8080/a',
    'http://LOCALHOST./a',
    'http://x.localhost/',
  ])('refuses the private address of %s unless the operator allows it', (address) => {
    expect(reasonOf({ url: address, kind: 'video' })).toMatch(
      /^url: \S+ is not a public address\. Give a public URL, or let the operator allow private addresses$/,
    );
    expect(reasonOf({ url: address, kind: 'video' }, true)).toBeUndefined();
  });

  it('refuses an item of more than 8 KiB', () => {
    const options = { stages: { ingest: { options: {} } } };
    const metadata = { a: 'ü'.repeat(4_100) };
    expect(reasonOf({ url, kind: 'pipeline', options, metadata })).toMatch(
      /^the item has 8\d\d\d bytes as JSON: shorten url, options or metadata to 8192 in all$/,
    );
  });

  it('keeps reasons short and without the query part of a URL, wherever it stands', () => {
    const reasons = [
      reasonOf({ url, kind: 'video', [url]: 1 }),
      reasonOf({ url, kind: 'video', options: { [url]: 1 } }),
      reasonOf({ url, kind: url }),
      reasonOf({ url: 'https://u:SECRET@media.test/', kind: 'video' }),
    ];
    expect(reasons).toHaveLength(4);
    for (const reason of reasons) expect(reason).not.toMatch(/SECRET|^undefined$/);
    expect(reasonOf({ url, kind: 'video', ['x'.repeat(5_000)]: 1 })?.length).toBeLessThan(510);
  });
});

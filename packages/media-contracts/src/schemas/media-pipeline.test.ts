import { describe, expect, it } from 'vitest';
import {
  MediaPipelineInputSchema,
  PipelineFailureDetailsSchema,
  PipelineStatusSchema,
  SourceUrlSchema,
  StageSettingsSchema,
} from './media-pipeline.js';

const messages = (result: { error?: { issues: { path: PropertyKey[]; message: string }[] } }): string[] =>
  (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('SourceUrlSchema', () => {
  it.each([
    'http://127.0.0.1:8080/video.mp4',
    'https://example.com/video.mp4?signature=abc',
    's3://bucket/folder/video.mp4',
    'https://[::1]/video.mp4',
    'https://example.com',
  ])('accepts %s', (url) => {
    expect(SourceUrlSchema.safeParse(url).success).toBe(true);
  });

  it.each([
    ['not a url', 'not a URL'],
    ['', 'not a URL'],
    ['/tmp/video.mp4', 'not a URL'],
    ['http://', 'not a URL'],
    ['ftp://example.com/video.mp4', 'scheme ftp:// is not allowed'],
    ['file:///tmp/video.mp4', 'scheme file:// is not allowed'],
    ['data:video/mp4;base64,AAAA', 'scheme data:// is not allowed'],
    ['https://me@example.com/video.mp4', 'credentials in the URL are not allowed'],
    ['https://me:secret@example.com/video.mp4', 'credentials in the URL are not allowed'],
    ['s3:///video.mp4', 'names no host'],
    ['s3://bucket', 'names no key'],
    ['s3://bucket/', 'names no key'],
  ])('refuses %s and says what to change', (url, reason) => {
    const [problem] = messages(SourceUrlSchema.safeParse(url));
    expect(problem).toContain(reason);
    expect(problem).not.toContain('secret');
  });

  it('refuses what is not text', () => {
    expect(SourceUrlSchema.safeParse(42).success).toBe(false);
  });
});

describe('MediaPipelineInputSchema', () => {
  const source = 'https://example.com/video.mp4';

  it.each([
    ['the source alone', {}],
    ['an account', { account: 'acme-eu' }],
    ['a stage switched off', { stages: { audio: { enabled: false } } }],
    ['options of any shape', { stages: { thumbnails: { options: { width: '50%', nested: { a: [1] } } } } }],
    ['a policy', { stages: { transcode: { policy: { generations: 1, deadlineMs: 1_000 } } } }],
    ['a destination', { destination: 's3://bucket/prefix' }],
    ['a bucket as destination', { destination: 's3://bucket' }],
    ['metadata', { metadata: { customer: '7' } }],
    ['the limits of the heartbeat', { heartbeatTimeoutMs: 120_000 }],
  ])('accepts %s', (_what, fields) => {
    expect(messages(MediaPipelineInputSchema.safeParse({ source, ...fields }))).toEqual([]);
  });

  it.each([
    ['a misspelt field', { acount: 'a' }, 'acount'],
    ['a misspelt stage', { stages: { thumbnail: {} } }, 'stages'],
    ['a misspelt setting', { stages: { audio: { enable: false } } }, 'stages.audio'],
    ['an account that could not be a variable', { account: 'Acme EU' }, 'account: use 1 to 63'],
    [
      'no generation at all',
      { stages: { audio: { policy: { generations: 0 } } } },
      'stages.audio.policy.generations',
    ],
    [
      'too many generations',
      { stages: { audio: { policy: { generations: 21 } } } },
      'stages.audio.policy.generations',
    ],
    [
      'a deadline under a second',
      { stages: { ingest: { policy: { deadlineMs: 999 } } } },
      'stages.ingest.policy.deadlineMs',
    ],
    [
      'a shrinking back-off',
      { stages: { ingest: { policy: { backoffCoefficient: 0.5 } } } },
      'backoffCoefficient',
    ],
    [
      'another kind of destination',
      { destination: 'https://bucket/prefix' },
      'destination: must look like s3://',
    ],
    ['a heartbeat under a second', { heartbeatTimeoutMs: 999 }, 'heartbeatTimeoutMs'],
    ['a heartbeat over two minutes', { heartbeatTimeoutMs: 120_001 }, 'heartbeatTimeoutMs'],
    ['metadata that is not text', { metadata: { customer: 7 } }, 'metadata.customer'],
  ])('refuses %s and names the field', (_what, fields, named) => {
    const problems = messages(MediaPipelineInputSchema.safeParse({ source, ...fields }));
    expect(problems.join('\n')).toContain(named);
  });

  it('refuses an input without a source', () => {
    expect(messages(MediaPipelineInputSchema.safeParse({}))[0]).toContain('source');
  });
});

describe('StageSettingsSchema', () => {
  it('lets options through as they are, and nothing else', () => {
    expect(StageSettingsSchema.parse({ options: { a: null } })).toEqual({ options: { a: null } });
    expect(StageSettingsSchema.safeParse({ options: 'mp4' }).success).toBe(false);
  });
});

describe('PipelineStatusSchema', () => {
  const stage = { state: 'pending', since: 1 };
  const status = {
    phase: 'running',
    source: 's',
    account: 'default',
    startedAt: 1,
    stages: { ingest: stage, thumbnails: stage, audio: stage, transcode: stage },
    lineage: { workflowId: 'w', runId: 'r' },
  };

  it('accepts what a pipeline knows at its start', () => {
    expect(messages(PipelineStatusSchema.safeParse(status))).toEqual([]);
  });
  it('refuses a stage that is left out and a state that does not exist', () => {
    const { audio: _audio, ...stages } = status.stages;
    expect(messages(PipelineStatusSchema.safeParse({ ...status, stages }))[0]).toContain('stages.audio');
    const odd = { ...status, stages: { ...status.stages, audio: { state: 'odd', since: 1 } } };
    expect(messages(PipelineStatusSchema.safeParse(odd))[0]).toContain('stages.audio.state');
  });
});

describe('PipelineFailureDetailsSchema', () => {
  it('needs all three lists, so that nothing is left unsaid', () => {
    const details = {
      succeeded: [],
      failed: [{ stage: 'audio', type: 'BadInput', message: 'no sound' }],
      notStarted: [],
    };
    expect(PipelineFailureDetailsSchema.parse(details)).toEqual(details);
    expect(PipelineFailureDetailsSchema.safeParse({ ...details, notStarted: undefined }).success).toBe(false);
  });
});

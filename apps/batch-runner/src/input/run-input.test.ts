import { describe, expect, it } from 'vitest';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { runInput, type RunFlags } from './run-input.js';

const url = 'https://in.test/video.mp4';

function refusal(source: string | undefined, flags: RunFlags = {}, base?: unknown): string {
  try {
    runInput({ url: source, flags, base });
  } catch (error) {
    expect(error).toBeInstanceOf(CliError);
    expect((error as CliError).exitCode).toBe(EXIT.usage);
    return (error as CliError).message;
  }
  throw new Error('was accepted');
}

describe('runInput', () => {
  it('takes a URL alone', () => {
    expect(runInput({ url, flags: { ingest: true, audio: true } })).toEqual({ source: url });
  });
  it('turns flags into fields', () => {
    const flags = {
      account: 'acme',
      transcodeInParallel: true,
      audio: false,
      options: ['thumbnails={"width":320}', 'transcode={"format":"webm"}'],
      destination: 's3://bucket/out',
      metadata: ['a=1', 'b=x=y', 'c='],
      heartbeatTimeout: 2.5,
    };
    expect(runInput({ url, flags })).toEqual({
      source: url,
      account: 'acme',
      transcodeInParallel: true,
      destination: 's3://bucket/out',
      heartbeatTimeoutMs: 2_500,
      metadata: { a: '1', b: 'x=y', c: '' },
      stages: {
        audio: { enabled: false },
        thumbnails: { options: { width: 320 } },
        transcode: { options: { format: 'webm' } },
      },
    });
  });
  it('lays URL and flags over a file, stage by stage', () => {
    const base = {
      source: 'https://old.test/a.mp4',
      metadata: { a: '1' },
      stages: { audio: { policy: { generations: 1 } }, ingest: { enabled: false } },
    };
    expect(
      runInput({ url, flags: { options: ['audio={"format":"aac"}'], metadata: ['b=2'] }, base }),
    ).toEqual({
      source: url,
      metadata: { a: '1', b: '2' },
      stages: {
        audio: { policy: { generations: 1 }, options: { format: 'aac' } },
        ingest: { enabled: false },
      },
    });
  });
  it.each([
    ['not a url', 'source: not a URL'],
    ['ftp://in.test/a.mp4', 'source: scheme ftp:// is not allowed'],
  ])('refuses the source %s and names the field', (source, reason) => {
    expect(refusal(source)).toContain(reason);
  });
  it('names every wrong field at once', () => {
    const message = refusal('nonsense', { account: 'A B', heartbeatTimeout: 0.1 });
    expect(message).toContain('source:');
    expect(message).toContain('account:');
    expect(message).toContain('heartbeatTimeoutMs:');
  });
  it('asks for a source when there is none', () => {
    expect(refusal(undefined)).toContain('give <url>');
  });
  it.each([
    [{ options: ['audio'] }, 'write <stage>=<JSON>'],
    [{ options: ['video={}'] }, 'one of ingest, thumbnails, audio, transcode'],
    [{ options: ['audio={format:mp3}'] }, 'not JSON'],
    [{ options: ['audio=7'] }, 'stages.audio.options'],
    [{ metadata: ['lonely'] }, 'write <key>=<value>'],
    [{ metadata: ['=x'] }, 'write <key>=<value>'],
    [{ heartbeatTimeout: Number('soon') }, 'heartbeatTimeoutMs'],
  ])('refuses the flags %j and says what to write', (flags, reason) => {
    expect(refusal(url, flags)).toContain(reason);
  });
  it('refuses a file that holds no object, and fields nobody knows', () => {
    expect(refusal(url, {}, [1])).toContain('one JSON object');
    expect(refusal(url, {}, { sorce: 'x' })).toContain('sorce');
  });
});

import { describe, expect, it } from 'vitest';
import type { RemoteWork } from '@org/media-contracts';
import { requestBody } from './request-body.js';
import { kindTemplate, stageTemplate } from './task-template.js';

const WORK: RemoteWork = {
  operation: { operationId: 'wf/run/transcode', generation: 2, startedAt: 1_700_000_000_000 },
  account: 'default',
  input: 'https://media.test/in.mp4',
  lineage: { workflowId: 'wf', runId: 'run' },
};

describe('requestBody', () => {
  it("asks for the stage's defaults and names the generation in the metadata", () => {
    expect(requestBody(stageTemplate('transcode'), WORK, 'g2-abc')).toEqual({
      input: 'https://media.test/in.mp4',
      kind: 'video',
      options: { codec: 'h264', format: 'mp4', quality: 'medium', width: 1280 },
      metadata: {
        media_activity_id: 'g2-abc',
        media_generation: '2',
        media_operation_id: 'wf/run/transcode',
        media_run_id: 'run',
        media_workflow_id: 'wf',
      },
    });
  });

  it('is the same to the byte for the same input, whatever the order of its keys', () => {
    const one = { ...WORK, options: { width: 10, format: 'mp4', deep: { b: [1, 2], a: 1 } } };
    const other = { ...WORK, options: { deep: { a: 1, b: [1, 2] }, format: 'mp4', width: 10 } };
    const bytes = (work: RemoteWork): string =>
      JSON.stringify(requestBody(stageTemplate('ingest'), work, 'g2-abc'));
    expect(bytes(one)).toBe(bytes(other));
    expect(bytes(one)).toContain('{"deep":{"a":1,"b":[1,2]},"format":"mp4","width":10}');
  });

  it('does not depend on when the generation began or on the account', () => {
    const moved = { ...WORK, account: 'other', operation: { ...WORK.operation, startedAt: 1 } };
    expect(requestBody(stageTemplate('audio'), moved, 'id')).toEqual(
      requestBody(stageTemplate('audio'), WORK, 'id'),
    );
  });

  it("keeps the caller's metadata, but never in place of ours", () => {
    const metadata = { customer: '42', media_generation: '99' };
    expect(requestBody(stageTemplate('thumbnails'), { ...WORK, metadata }, 'id').metadata).toMatchObject({
      customer: '42',
      media_generation: '2',
    });
  });

  it('asks for nothing but the kind when work of a kind names no options', () => {
    expect(requestBody(kindTemplate('image'), WORK, 'id')).toMatchObject({ kind: 'image', options: {} });
  });

  it('names an address for webhooks only when the work does', () => {
    expect(requestBody(stageTemplate('audio'), WORK, 'id')).not.toHaveProperty('webhookUrl');
    const webhookUrl = 'https://api.test/webhooks/ittybit/t';
    expect(requestBody(stageTemplate('audio'), { ...WORK, webhookUrl }, 'id')).toMatchObject({ webhookUrl });
  });

  it('names a destination only when there is one', () => {
    expect(requestBody(stageTemplate('audio'), WORK, 'id')).not.toHaveProperty('output');
    expect(requestBody(stageTemplate('audio'), { ...WORK, output: 's3://b/k.mp3' }, 'id').output).toBe(
      's3://b/k.mp3',
    );
  });
});

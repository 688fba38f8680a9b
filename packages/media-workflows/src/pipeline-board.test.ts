import type { PipelineStatus, StageStatus } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { createPipelineBoard, describeBoard, withoutQueries } from './pipeline-board.js';
import { mapStages, planPipeline } from './pipeline-plan.js';

const OWN = { workflowId: 'films', runId: 'run-1' };
const PLAN = planPipeline({ source: 'https://media.test/in.mp4' }, OWN, 'media');
const operation = (generation: number) => ({ operationId: 'films/run-1/audio', generation, startedAt: 1 });
const FAILED = { outcome: 'remoteFailed', remoteId: 'task-1', error: { message: 'no' } } as const;

describe('createPipelineBoard', () => {
  it('begins with every stage pending', () => {
    const { board } = newBoard();
    expect(board.status()).toMatchObject({ phase: 'running', account: 'default', lineage: OWN });
    expect(board.status().stages.audio).toEqual({ state: 'pending', since: expect.any(Number) as number });
  });

  it('tells of every change', () => {
    const { board, told } = newBoard();
    board.enter('audio', { state: 'running' });
    board.note('audio', { remoteId: 'task-1' });
    board.setPhase('failed');
    expect(told.map(({ phase, stages }) => [phase, stages.audio.state, stages.audio.remoteId])).toEqual([
      ['running', 'running', undefined],
      ['running', 'running', 'task-1'],
      ['failed', 'running', 'task-1'],
    ]);
  });

  it('forgets what a state waited for, and keeps what the generation found out', () => {
    const { board } = newBoard();
    board.enter('audio', { state: 'running', operation: operation(1) });
    board.note('audio', { outcome: FAILED });
    board.enter('audio', { state: 'backingOff', waitingFor: 'the next generation', until: 5 });
    expect(board.stage('audio')).toMatchObject({ operation: operation(1), outcome: FAILED, until: 5 });
    board.enter('audio', { state: 'parked' });
    expect(board.stage('audio')).toMatchObject({ operation: operation(1), outcome: FAILED });
    expect(board.stage('audio')).not.toHaveProperty('waitingFor');
    expect(board.stage('audio')).not.toHaveProperty('until');
  });

  it('forgets everything of one generation when the next begins', () => {
    const { board } = newBoard();
    board.enter('audio', { state: 'running', operation: operation(1) });
    board.note('audio', { outcome: FAILED, remoteId: 'task-1', outputInvalid: true });
    board.enter('audio', { state: 'running', operation: operation(2) });
    expect(board.stage('audio')).toEqual({
      state: 'running',
      since: expect.any(Number) as number,
      operation: operation(2),
    });
  });

  it('knows what is inherited before its stage starts', () => {
    const stages = mapStages(() => undefined);
    const inherited = { operation: operation(3), remoteId: 'task-3', outcome: FAILED };
    const redrive = { of: OWN, lineage: OWN, stages: { ...stages, audio: inherited } };
    const plan = planPipeline({ source: PLAN.source, redrive }, OWN, 'media');
    const board = createPipelineBoard(plan, {
      redriveOf: OWN,
      isCancelRequested: () => false,
      onChange: () => undefined,
    });
    expect(board.stage('audio')).toMatchObject({ state: 'pending', ...inherited });
    expect(board.status().redriveOf).toEqual(OWN);
  });

  it('is parked only while it runs', () => {
    const { board } = newBoard();
    const parked = { reason: 'no money', since: 1, nextProbeAt: 2 };
    board.setParked(parked);
    expect(board.status()).toMatchObject({ phase: 'parked', parked });
    board.setPhase('cancelling');
    expect(board.status().phase).toBe('cancelling');
    expect(board.status()).not.toHaveProperty('parked');
  });
});

describe('the phase of a board', () => {
  it('is cancelling from the request on, whether it is parked or not, until the end', () => {
    const { board } = newBoard({ cancelRequested: true });
    expect(board.status().phase).toBe('cancelling');
    board.setParked({ reason: 'no money', since: 1, nextProbeAt: 2 });
    expect(board.status().phase).toBe('cancelling');
    expect(board.status()).not.toHaveProperty('parked');
    board.setPhase('cancelled');
    expect(board.status().phase).toBe('cancelled');
  });
});

describe('describeBoard', () => {
  const since = 0;
  const statusWith = (own: Partial<PipelineStatus>, audio: StageStatus): PipelineStatus => ({
    ...newBoard().board.status(),
    ...own,
    stages: { ...mapStages<StageStatus>(() => ({ state: 'pending', since })), audio },
  });

  it('has a line for the phase and, after the empty line that a list needs, one per stage', () => {
    expect(describeBoard(statusWith({}, { state: 'running', since }))).toBe(
      [
        '**running** · account default',
        '',
        '- **ingest**: pending',
        '- **thumbnails**: pending',
        '- **audio**: running',
        '- **transcode**: pending',
      ].join('\n'),
    );
  });

  it('says what is waited for, until when, in which generation', () => {
    const audio: StageStatus = {
      state: 'waitingForQuota',
      since,
      waitingFor: 'quota',
      until: 1_000,
      operation: operation(2),
    };
    expect(describeBoard(statusWith({}, audio))).toContain(
      '- **audio**: waitingForQuota · generation 2 · waiting for quota until 1970-01-01T00:00:01.000Z',
    );
  });

  it('says why it is parked and what to do', () => {
    const parked = { reason: 'no money.', since, nextProbeAt: 1 };
    const text = describeBoard(statusWith({ phase: 'parked', parked }, { state: 'parked', since }));
    expect(text).toContain('**Parked**: no money. Send `resumePipeline` when the account works.');
  });

  it('shows where an output is without the query part of its URL, and that it was adopted', () => {
    const outputUrl = 'https://outputs.test/a.mp3?X-Amz-Signature=SECRET';
    const file = { url: outputUrl, kind: 'audio', inspected: false } as const;
    const outcome = { outcome: 'succeeded', remoteId: 'task-1', outputUrl, file } as const;
    expect(describeBoard(statusWith({}, { state: 'succeeded', since, adopted: true, outcome }))).toContain(
      '- **audio**: succeeded (kept from the execution before) · https://outputs.test/a.mp3\n',
    );
  });

  it('shows an error without the query part of the URLs in it', () => {
    const error = { type: 'BadInput', message: 'GET s3://b/a.mp4?sig=SECRET answered 404' };
    expect(describeBoard(statusWith({}, { state: 'failed', since, error }))).toContain(
      '- **audio**: failed · BadInput: GET s3://b/a.mp4 answered 404\n',
    );
  });
});

describe('withoutQueries', () => {
  it.each([
    ['https://a.test/x.mp4?k=v', 'https://a.test/x.mp4'],
    ['https://a.test/x.mp4', 'https://a.test/x.mp4'],
    ['https://a.test?k=v&l=w', 'https://a.test'],
    ['from https://a.test/1?k=v to s3://b/2?k=v, done?', 'from https://a.test/1 to s3://b/2 done?'],
    ['is it done? no', 'is it done? no'],
  ])('makes %o %o', (text, expected) => {
    expect(withoutQueries(text)).toBe(expected);
  });
});

function newBoard({ cancelRequested = false } = {}) {
  const told: PipelineStatus[] = [];
  const board = createPipelineBoard(PLAN, {
    redriveOf: undefined,
    isCancelRequested: () => cancelRequested,
    onChange: (status) => told.push(status),
  });
  return { board, told };
}

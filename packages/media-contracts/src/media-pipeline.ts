import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { z } from 'zod';
import type * as schemas from './schemas/media-pipeline.js';

export type MediaPipelineInput = z.infer<typeof schemas.MediaPipelineInputSchema>;
export type MediaPipelineResult = z.infer<typeof schemas.MediaPipelineResultSchema>;
export type StageSettings = z.infer<typeof schemas.StageSettingsSchema>;
export type StageState = z.infer<typeof schemas.StageStateSchema>;
export type StageStatus = z.infer<typeof schemas.StageStatusSchema>;
export type PipelinePhase = z.infer<typeof schemas.PipelinePhaseSchema>;
export type PipelineStatus = z.infer<typeof schemas.PipelineStatusSchema>;
export type PipelineFailureDetails = z.infer<typeof schemas.PipelineFailureDetailsSchema>;
export type InheritedStage = z.infer<typeof schemas.InheritedStageSchema>;
export type Redrive = z.infer<typeof schemas.RedriveSchema>;

/** One video through ingest, then thumbnails beside audio, then transcode. */
export type MediaPipelineWorkflow = (input: MediaPipelineInput) => Promise<MediaPipelineResult>;

export const DEFAULT_ACCOUNT = 'default';
export const DEFAULT_HEARTBEAT_TIMEOUT_MS = 20_000;
export const DEFAULT_ACCOUNT_PROBE_MS = 10 * 60_000;

/** What the workflow knows: state per stage, generation, since when, waiting for what. */
export const pipelineStatus = defineQuery<PipelineStatus>('pipelineStatus');

/** A person says that the account works again: a parked pipeline probes at once. */
export const resumePipeline = defineSignal('resumePipeline');

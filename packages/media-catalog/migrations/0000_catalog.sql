CREATE TABLE "callback_attempts" (
	"callback_id" text NOT NULL,
	"replay" integer NOT NULL,
	"attempt" integer NOT NULL,
	"at" bigint NOT NULL,
	"duration_ms" integer NOT NULL,
	"status" integer,
	"error" text,
	CONSTRAINT "callback_attempts_callback_id_replay_attempt_pk" PRIMARY KEY("callback_id","replay","attempt")
);
--> statement-breakpoint
CREATE TABLE "callbacks" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"resource_kind" text NOT NULL,
	"resource_id" text NOT NULL,
	"event" text NOT NULL,
	"url" text NOT NULL,
	"payload" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" bigint,
	"replays" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"delivered_at" bigint
);
--> statement-breakpoint
CREATE TABLE "activity_executions" (
	"run_id" text NOT NULL,
	"scheduled_event_id" bigint NOT NULL,
	"workflow_id" text NOT NULL,
	"tenant_id" text NOT NULL,
	"activity_id" text NOT NULL,
	"type" text NOT NULL,
	"state" text NOT NULL,
	"input" jsonb,
	"output" jsonb,
	"attempts" integer,
	"failure" jsonb,
	"worker" text,
	"scheduled_at" bigint NOT NULL,
	"started_at" bigint,
	"closed_at" bigint,
	CONSTRAINT "activity_executions_run_id_scheduled_event_id_pk" PRIMARY KEY("run_id","scheduled_event_id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"resource_id" text NOT NULL,
	"seq" integer NOT NULL,
	"tenant_id" text NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "events_resource_id_seq_pk" PRIMARY KEY("resource_id","seq")
);
--> statement-breakpoint
CREATE TABLE "assets" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"source" text NOT NULL,
	"key" text,
	"digest" text,
	"size_bytes" bigint,
	"media_type" text,
	"probe" jsonb,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "files" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"workflow_id" text NOT NULL,
	"asset_id" text,
	"role" text NOT NULL,
	"kind" text,
	"url" text,
	"key" text,
	"size_bytes" bigint,
	"digest" text,
	"duration_seconds" double precision,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"key_id" text,
	"run_id" text NOT NULL,
	"event_seq" integer NOT NULL,
	"state" text NOT NULL,
	"redrive_of" text,
	"metadata" jsonb,
	"request_id" text,
	"error" jsonb,
	"created_at" bigint NOT NULL,
	"closed_at" bigint,
	"updated_at" bigint NOT NULL,
	"first_run_id" text NOT NULL,
	"settings" jsonb,
	"counts" jsonb,
	"open_items" integer NOT NULL,
	"status" jsonb,
	"status_at" bigint,
	"manifest" jsonb
);
--> statement-breakpoint
CREATE TABLE "pipelines" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"key_id" text,
	"run_id" text NOT NULL,
	"event_seq" integer NOT NULL,
	"state" text NOT NULL,
	"redrive_of" text,
	"metadata" jsonb,
	"request_id" text,
	"error" jsonb,
	"created_at" bigint NOT NULL,
	"closed_at" bigint,
	"updated_at" bigint NOT NULL,
	"input" jsonb NOT NULL,
	"asset_id" text,
	"batch_id" text,
	"result" jsonb,
	"waiting_for" text
);
--> statement-breakpoint
CREATE TABLE "stages" (
	"pipeline_id" text NOT NULL,
	"stage" text NOT NULL,
	"state" text NOT NULL,
	"generation" integer,
	"remote_id" text,
	"output_url" text,
	"started_at" bigint,
	"ended_at" bigint,
	"error" jsonb,
	CONSTRAINT "stages_pipeline_id_stage_pk" PRIMARY KEY("pipeline_id","stage")
);
--> statement-breakpoint
CREATE TABLE "workflow_runs" (
	"run_id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"workflow_id" text NOT NULL,
	"last_event_id" bigint NOT NULL,
	"ended" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"limits" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint,
	"revoked_at" bigint,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "callback_secrets" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"tenant_id" text NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"resource_id" text NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "idempotency_keys_tenant_id_route_key_pk" PRIMARY KEY("tenant_id","route","key")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"account" text,
	"created_at" bigint NOT NULL,
	"retention_days" integer
);
--> statement-breakpoint
ALTER TABLE "callback_attempts" ADD CONSTRAINT "callback_attempts_callback_id_callbacks_id_fk" FOREIGN KEY ("callback_id") REFERENCES "public"."callbacks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_pipeline_id_pipelines_id_fk" FOREIGN KEY ("pipeline_id") REFERENCES "public"."pipelines"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callback_secrets" ADD CONSTRAINT "callback_secrets_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "callbacks_newest" ON "callbacks" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "callbacks_resource" ON "callbacks" USING btree ("resource_id");--> statement-breakpoint
CREATE INDEX "callbacks_pending" ON "callbacks" USING btree ("created_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "activity_executions_order" ON "activity_executions" USING btree ("tenant_id","workflow_id","scheduled_at","run_id","scheduled_event_id");--> statement-breakpoint
CREATE INDEX "activity_executions_workflow" ON "activity_executions" USING btree ("workflow_id");--> statement-breakpoint
CREATE UNIQUE INDEX "assets_source" ON "assets" USING btree ("tenant_id","source");--> statement-breakpoint
CREATE INDEX "assets_newest" ON "assets" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "files_workflow" ON "files" USING btree ("workflow_id");--> statement-breakpoint
CREATE INDEX "files_asset" ON "files" USING btree ("tenant_id","asset_id","created_at","id");--> statement-breakpoint
CREATE INDEX "batches_newest" ON "batches" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "batches_state" ON "batches" USING btree ("tenant_id","state","created_at","id");--> statement-breakpoint
CREATE INDEX "batches_open" ON "batches" USING btree ("tenant_id","key_id","closed_at");--> statement-breakpoint
CREATE INDEX "batches_closed" ON "batches" USING btree ("closed_at");--> statement-breakpoint
CREATE INDEX "pipelines_newest" ON "pipelines" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "pipelines_state" ON "pipelines" USING btree ("tenant_id","state","created_at","id");--> statement-breakpoint
CREATE INDEX "pipelines_batch" ON "pipelines" USING btree ("tenant_id","batch_id","created_at","id");--> statement-breakpoint
CREATE INDEX "pipelines_open" ON "pipelines" USING btree ("tenant_id","key_id","closed_at");--> statement-breakpoint
CREATE INDEX "pipelines_closed" ON "pipelines" USING btree ("closed_at");--> statement-breakpoint
CREATE INDEX "workflow_runs_workflow" ON "workflow_runs" USING btree ("workflow_id");--> statement-breakpoint
CREATE INDEX "workflow_runs_open" ON "workflow_runs" USING btree ("run_id") WHERE not ended;--> statement-breakpoint
CREATE INDEX "api_keys_tenant" ON "api_keys" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "callback_secrets_tenant" ON "callback_secrets" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_expires" ON "idempotency_keys" USING btree ("expires_at");
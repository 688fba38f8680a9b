CREATE TABLE "batch_items" (
	"batch_id" text NOT NULL,
	"tenant_id" text NOT NULL,
	"index" integer NOT NULL,
	"state" text NOT NULL,
	"kind" text NOT NULL,
	"line" integer,
	"item_id" text,
	"url" text,
	"remote_id" text,
	"output_url" text,
	"pipeline_id" text,
	"error" jsonb,
	"started_at" bigint,
	"ended_at" bigint,
	CONSTRAINT "batch_items_batch_id_index_pk" PRIMARY KEY("batch_id","index")
);
--> statement-breakpoint
CREATE INDEX "batch_items_state" ON "batch_items" USING btree ("batch_id","state","index");
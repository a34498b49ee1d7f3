CREATE TABLE "circuits" (
	"connection_id" uuid NOT NULL,
	"side" text NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"probe_at" timestamp with time zone NOT NULL,
	"trips" integer DEFAULT 1 NOT NULL,
	"reason" jsonb NOT NULL,
	CONSTRAINT "circuits_connection_id_side_pk" PRIMARY KEY("connection_id","side"),
	CONSTRAINT "circuits_side" CHECK (side in ('store', 'erp'))
);
--> statement-breakpoint
CREATE TABLE "inbound_events" (
	"connection_id" uuid NOT NULL,
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"event" text NOT NULL,
	"subject" text NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"handled_at" timestamp with time zone,
	CONSTRAINT "inbound_events_connection_id_source_event_id_pk" PRIMARY KEY("connection_id","source","event_id")
);
--> statement-breakpoint
DROP INDEX "work_due";--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "hook_secret" text;--> statement-breakpoint
ALTER TABLE "circuits" ADD CONSTRAINT "circuits_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD CONSTRAINT "inbound_events_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inbound_events_unhandled" ON "inbound_events" USING btree ("connection_id","event","received_at") WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX "inbound_events_by_age" ON "inbound_events" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "orders_by_connection_state" ON "orders" USING btree ("connection_id","state","placed_at","id");--> statement-breakpoint
CREATE INDEX "orders_stopped" ON "orders" USING btree ("updated_at","id") WHERE state in ('held', 'rejected', 'in_doubt');--> statement-breakpoint
CREATE INDEX "orders_stopped_by_connection" ON "orders" USING btree ("connection_id","updated_at","id") WHERE state in ('held', 'rejected', 'in_doubt');--> statement-breakpoint
CREATE INDEX "orders_stopped_by_code" ON "orders" USING btree ((reason->>'code'),"updated_at","id") WHERE state in ('held', 'rejected', 'in_doubt');--> statement-breakpoint
CREATE INDEX "work_failed" ON "work" USING btree ("created_at","id") WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX "work_unreadable" ON "work" USING btree ("created_at","id") WHERE state = 'failed' and last_error->>'code' = 'ERR_JOB_PAYLOAD';--> statement-breakpoint
CREATE INDEX "work_due" ON "work" USING btree ("queue","lane","connection_id","job","run_at","id") WHERE state = 'waiting';--> statement-breakpoint
-- Each piece of work leaves three dead versions of its row: what looks for work must not wade through them.
ALTER TABLE "work" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000);

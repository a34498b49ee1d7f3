CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "bindings" (
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"erp_id" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"claim" uuid,
	"claimed_until" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bindings_connection_id_kind_key_pk" PRIMARY KEY("connection_id","kind","key")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"paused_reason" jsonb,
	"store_url" text NOT NULL,
	"store_key" text NOT NULL,
	"erp_base_url" text NOT NULL,
	"erp_company_id" text NOT NULL,
	"erp_secret_key" text NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cursors" (
	"connection_id" uuid NOT NULL,
	"flow" text NOT NULL,
	"cursor" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cursors_connection_id_flow_pk" PRIMARY KEY("connection_id","flow")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"api_key_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"body" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_api_key_id_key_pk" PRIMARY KEY("api_key_id","key")
);
--> statement-breakpoint
CREATE TABLE "order_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"store_order_id" text NOT NULL,
	"reference" text NOT NULL,
	"snapshot" jsonb,
	"content_hash" text NOT NULL,
	"placed_at" timestamp with time zone NOT NULL,
	"store_changed_at" timestamp with time zone NOT NULL,
	"currency" text NOT NULL,
	"total_paid" numeric(20, 6) NOT NULL,
	"state" text NOT NULL,
	"reason" jsonb,
	"proof" jsonb,
	"buyer_order" text,
	"sending_since" timestamp with time zone,
	"sendings" integer DEFAULT 0 NOT NULL,
	"erp_mk_id" text,
	"erp_count_code" text,
	"erp_total" numeric(20, 6),
	"booked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "syncs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"flow" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"request" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"counts" jsonb DEFAULT '{"read":0,"added":0,"changed":0}'::jsonb NOT NULL,
	"reason" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "work" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"queue" text NOT NULL,
	"job" text NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"lane" text DEFAULT 'live' NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"last_error" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "work_lane" CHECK (lane in ('live', 'backfill')),
	CONSTRAINT "work_state" CHECK (state in ('waiting', 'queued', 'running', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cursors" ADD CONSTRAINT "cursors_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_api_key_id_api_keys_id_fk" FOREIGN KEY ("api_key_id") REFERENCES "public"."api_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "syncs" ADD CONSTRAINT "syncs_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work" ADD CONSTRAINT "work_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_age" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "order_events_by_order" ON "order_events" USING btree ("order_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_store_order" ON "orders" USING btree ("connection_id","store_order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_buyer_order" ON "orders" USING btree ("connection_id","buyer_order");--> statement-breakpoint
CREATE INDEX "orders_by_time" ON "orders" USING btree ("placed_at","id");--> statement-breakpoint
CREATE INDEX "orders_by_connection_time" ON "orders" USING btree ("connection_id","placed_at","id");--> statement-breakpoint
CREATE INDEX "orders_by_state_time" ON "orders" USING btree ("state","placed_at","id");--> statement-breakpoint
CREATE INDEX "orders_by_reference" ON "orders" USING btree ("reference");--> statement-breakpoint
CREATE INDEX "syncs_by_connection" ON "syncs" USING btree ("connection_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "work_waiting_key" ON "work" USING btree ("queue","job","key") WHERE state = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "work_failed_key" ON "work" USING btree ("queue","job","key") WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX "work_due" ON "work" USING btree ("queue","connection_id","lane","run_at","id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "work_active" ON "work" USING btree ("queue","connection_id") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "work_lease" ON "work" USING btree ("lease_until") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "work_by_connection" ON "work" USING btree ("connection_id");
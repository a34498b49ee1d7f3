CREATE TABLE "erp_levels" (
	"connection_id" uuid NOT NULL,
	"reading" integer NOT NULL,
	"mk_id" text NOT NULL,
	"warehouse_id" text NOT NULL,
	"amount" numeric(20, 6) NOT NULL,
	"free" numeric(20, 6),
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "erp_levels_connection_id_reading_mk_id_warehouse_id_pk" PRIMARY KEY("connection_id","reading","mk_id","warehouse_id")
);
--> statement-breakpoint
CREATE TABLE "stock_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"before" integer NOT NULL,
	"after" integer NOT NULL,
	"terms" jsonb NOT NULL,
	"trigger" text NOT NULL,
	"outcome" text NOT NULL,
	"reason" jsonb,
	CONSTRAINT "stock_changes_outcome" CHECK (outcome in ('written', 'refused', 'unknown'))
);
--> statement-breakpoint
CREATE TABLE "stock_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"row_id" text NOT NULL,
	"product_id" text NOT NULL,
	"combination_id" text DEFAULT '' NOT NULL,
	"row" jsonb NOT NULL,
	"quantity" integer NOT NULL,
	"quantity_at" timestamp with time zone NOT NULL,
	"mk_id" text,
	"levels" jsonb,
	"target" integer,
	"terms" jsonb,
	"verdict" text,
	"reason" jsonb,
	"judged_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"due_for" text,
	"written_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "stock_passes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"trigger" text NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"progress" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"reason" jsonb,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"released_at" timestamp with time zone,
	"released_by" jsonb,
	"settled_at" timestamp with time zone,
	CONSTRAINT "stock_passes_kind" CHECK (kind in ('full', 'delta', 'compare')),
	CONSTRAINT "stock_passes_state" CHECK (state in ('running', 'done', 'stopped', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "stock_states" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"reading" integer,
	"last_reading" integer DEFAULT 0 NOT NULL,
	"read_from" timestamp with time zone,
	"read_rows" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "erp_levels" ADD CONSTRAINT "erp_levels_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_changes" ADD CONSTRAINT "stock_changes_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_changes" ADD CONSTRAINT "stock_changes_item_id_stock_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."stock_items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_items" ADD CONSTRAINT "stock_items_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_passes" ADD CONSTRAINT "stock_passes_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_states" ADD CONSTRAINT "stock_states_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "stock_changes_by_item" ON "stock_changes" USING btree ("item_id","at","id");--> statement-breakpoint
CREATE INDEX "stock_changes_by_connection" ON "stock_changes" USING btree ("connection_id","at","id");--> statement-breakpoint
CREATE INDEX "stock_changes_by_age" ON "stock_changes" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "stock_items_row" ON "stock_items" USING btree ("connection_id","row_id");--> statement-breakpoint
CREATE INDEX "stock_items_by_thing" ON "stock_items" USING btree ("connection_id","product_id","combination_id");--> statement-breakpoint
CREATE INDEX "stock_items_by_document" ON "stock_items" USING btree ("connection_id","mk_id");--> statement-breakpoint
CREATE INDEX "stock_items_by_time" ON "stock_items" USING btree ("connection_id","id");--> statement-breakpoint
CREATE INDEX "stock_items_by_verdict" ON "stock_items" USING btree ("connection_id","verdict","id");--> statement-breakpoint
CREATE INDEX "stock_items_due" ON "stock_items" USING btree ("connection_id","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "stock_items_stuck" ON "stock_items" USING btree ("judged_at","id") WHERE verdict in ('refused', 'unsettled');--> statement-breakpoint
CREATE INDEX "stock_items_stuck_by_connection" ON "stock_items" USING btree ("connection_id","judged_at","id") WHERE verdict in ('refused', 'unsettled');--> statement-breakpoint
CREATE INDEX "stock_passes_by_connection" ON "stock_passes" USING btree ("connection_id","started_at","id");--> statement-breakpoint
CREATE INDEX "stock_passes_stopped" ON "stock_passes" USING btree ("finished_at","id") WHERE state = 'stopped' and settled_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "stock_passes_running" ON "stock_passes" USING btree ("connection_id") WHERE state = 'running' and kind <> 'compare';--> statement-breakpoint
CREATE INDEX "orders_booked" ON "orders" USING btree ("connection_id","booked_at") WHERE booked_at is not null;
CREATE TABLE "order_differences" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"content_hash" text NOT NULL,
	"reason" jsonb NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" jsonb,
	CONSTRAINT "order_differences_state" CHECK (state in ('open', 'resolved', 'dismissed'))
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "booked_order" jsonb;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "paid_in_all" numeric(20, 6);--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "paying_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "order_differences" ADD CONSTRAINT "order_differences_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_differences" ADD CONSTRAINT "order_differences_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "order_differences_open_kind" ON "order_differences" USING btree ("order_id","kind") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "order_differences_by_order" ON "order_differences" USING btree ("order_id","first_seen_at");--> statement-breakpoint
CREATE INDEX "order_differences_open" ON "order_differences" USING btree ("first_seen_at","id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "order_differences_open_by_connection" ON "order_differences" USING btree ("connection_id","first_seen_at","id") WHERE state = 'open';
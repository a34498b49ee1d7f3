CREATE TABLE "order_progress" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"progress" jsonb NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	"written_states" text[] DEFAULT '{}' NOT NULL,
	"written_tracking" text,
	"intent" jsonb,
	"intended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "booked_state_id" text;--> statement-breakpoint
ALTER TABLE "order_progress" ADD CONSTRAINT "order_progress_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "orders_by_document" ON "orders" USING btree ("connection_id","erp_mk_id");
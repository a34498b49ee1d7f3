CREATE TABLE "order_writes" (
	"order_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"ref" text DEFAULT '' NOT NULL,
	"state" text NOT NULL,
	"content_hash" text NOT NULL,
	"data" jsonb NOT NULL,
	"obstacle" jsonb,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "order_writes_order_id_kind_ref_pk" PRIMARY KEY("order_id","kind","ref"),
	CONSTRAINT "order_writes_state" CHECK (state in ('sending', 'done', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "order_differences" ADD COLUMN "wanted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "order_differences" ADD COLUMN "wanted_hash" text;--> statement-breakpoint
ALTER TABLE "order_differences" ADD COLUMN "wanted_by" jsonb;--> statement-breakpoint
ALTER TABLE "order_differences" ADD COLUMN "look_again_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "order_writes" ADD CONSTRAINT "order_writes_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "order_differences_to_look_at" ON "order_differences" USING btree ("connection_id","look_again_at") WHERE state = 'open' and look_again_at is not null;

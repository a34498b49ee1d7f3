CREATE TABLE "erp_products" (
	"connection_id" uuid NOT NULL,
	"mk_id" text NOT NULL,
	"code" text NOT NULL,
	"snapshot" jsonb NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "erp_products_connection_id_mk_id_pk" PRIMARY KEY("connection_id","mk_id")
);
--> statement-breakpoint
CREATE TABLE "store_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"product_id" text NOT NULL,
	"combination_id" text DEFAULT '' NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"is_active" boolean NOT NULL,
	"snapshot" jsonb,
	"content_hash" text NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	"gone_at" timestamp with time zone,
	"action" text,
	"plan" jsonb,
	"planned_at" timestamp with time zone,
	"erp_mk_id" text,
	"written_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "erp_products" ADD CONSTRAINT "erp_products_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "store_items" ADD CONSTRAINT "store_items_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "erp_products_by_code" ON "erp_products" USING btree ("connection_id","code");--> statement-breakpoint
CREATE INDEX "erp_products_by_age" ON "erp_products" USING btree ("connection_id","read_at");--> statement-breakpoint
CREATE UNIQUE INDEX "store_items_item" ON "store_items" USING btree ("connection_id","product_id","combination_id");--> statement-breakpoint
CREATE INDEX "store_items_by_code" ON "store_items" USING btree ("connection_id","code");--> statement-breakpoint
CREATE INDEX "store_items_by_time" ON "store_items" USING btree ("connection_id","id");--> statement-breakpoint
CREATE INDEX "store_items_by_action" ON "store_items" USING btree ("connection_id","action","id");--> statement-breakpoint
CREATE INDEX "store_items_unplanned" ON "store_items" USING btree ("connection_id","id") WHERE action is null;--> statement-breakpoint
CREATE INDEX "store_items_to_write" ON "store_items" USING btree ("connection_id","id") WHERE action in ('create', 'change');--> statement-breakpoint
CREATE INDEX "store_items_quarantined" ON "store_items" USING btree ("planned_at","id") WHERE action = 'quarantine';--> statement-breakpoint
CREATE INDEX "store_items_quarantined_by_connection" ON "store_items" USING btree ("connection_id","planned_at","id") WHERE action = 'quarantine';
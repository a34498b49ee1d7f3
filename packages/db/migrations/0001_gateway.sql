DROP INDEX "orders_by_reference";--> statement-breakpoint
ALTER TABLE "idempotency_keys" ALTER COLUMN "status" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ALTER COLUMN "body" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_search_store_order" ON "orders" USING btree ("store_order_id");--> statement-breakpoint
CREATE INDEX "orders_search_reference" ON "orders" USING btree (lower("reference") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "orders_search_buyer_order" ON "orders" USING btree (lower("buyer_order") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "orders_search_count_code" ON "orders" USING btree (lower("erp_count_code") text_pattern_ops);
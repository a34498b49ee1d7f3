ALTER TABLE "orders" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "orders_by_customer" ON "orders" USING btree (lower(snapshot->'payer'->>'email'));--> statement-breakpoint
-- The timeline becomes a table of monthly partitions, so that old months can go at once.
ALTER TABLE "order_events" RENAME TO "order_events_before";--> statement-breakpoint
ALTER INDEX "order_events_by_order" RENAME TO "order_events_before_by_order";--> statement-breakpoint
ALTER SEQUENCE "order_events_id_seq" OWNED BY NONE;--> statement-breakpoint
CREATE TABLE "order_events" (
	"id" bigint DEFAULT nextval('order_events_id_seq') NOT NULL,
	"order_id" uuid NOT NULL REFERENCES "orders"("id") ON DELETE cascade,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"actor" jsonb,
	CONSTRAINT "order_events_id_at_pk" PRIMARY KEY ("id", "at")
) PARTITION BY RANGE ("at");--> statement-breakpoint
ALTER SEQUENCE "order_events_id_seq" OWNED BY "order_events"."id";--> statement-breakpoint
CREATE INDEX "order_events_by_order" ON "order_events" USING btree ("order_id", "id");--> statement-breakpoint
-- Takes what no month takes; should stay empty.
CREATE TABLE "order_events_default" PARTITION OF "order_events" DEFAULT;--> statement-breakpoint
-- Makes the months (UTC) from the one of "since" to the one of "until", as far as they are missing.
CREATE FUNCTION "ensure_order_event_months"("since" timestamptz, "until" timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	month timestamptz;
	name text;
	made integer := 0;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('pretok order event months'));
	FOR month IN
		SELECT first AT TIME ZONE 'UTC' FROM generate_series(
			date_trunc('month', "since" AT TIME ZONE 'UTC'), date_trunc('month', "until" AT TIME ZONE 'UTC'), '1 month') AS first
	LOOP
		name := 'order_events_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
		CONTINUE WHEN to_regclass(name) IS NOT NULL;
		EXECUTE format('CREATE TABLE %I (LIKE order_events INCLUDING DEFAULTS)', name);
		EXECUTE format('WITH moved AS (DELETE FROM order_events_default WHERE at >= %L AND at < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
			month, month + interval '1 month', name);
		EXECUTE format('ALTER TABLE order_events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, month, month + interval '1 month');
		made := made + 1;
	END LOOP;
	RETURN made;
END
$$;--> statement-breakpoint
SELECT ensure_order_event_months(coalesce((SELECT min(at) FROM order_events_before), now()), now() + interval '3 months');--> statement-breakpoint
INSERT INTO "order_events" ("id", "order_id", "at", "kind", "data") SELECT "id", "order_id", "at", "kind", "data" FROM "order_events_before";--> statement-breakpoint
DROP TABLE "order_events_before";--> statement-breakpoint
CREATE FUNCTION "refuse_order_event_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'order_events is only added to' USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
CREATE TRIGGER "order_events_append_only" BEFORE UPDATE ON "order_events" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_order_event_change"();

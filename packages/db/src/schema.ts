import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  json,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
const createdAt = at('created_at').notNull().defaultNow()

/** One store and one ERP company, kept in step. */
export const connections = pgTable('connections', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  /** `active` | `paused`. */
  state: text('state').notNull().default('active'),
  /** A `Reason` of the domain: why Pretok or an operator paused it. */
  pausedReason: jsonb('paused_reason'),
  storeUrl: text('store_url').notNull(),
  /** Sealed; see `secrets.ts` in the kernel. */
  storeKey: text('store_key').notNull(),
  erpBaseUrl: text('erp_base_url').notNull(),
  erpCompanyId: text('erp_company_id').notNull(),
  /** Sealed. */
  erpSecretKey: text('erp_secret_key').notNull(),
  /** `basic` | `ws_key`: how the store key travels. */
  storeAuth: text('store_auth').notNull().default('basic'),
  /** What the shop signs its webhooks with, sealed; absent until it is asked for. */
  hookSecret: text('hook_secret'),
  /** What the ERP signs its webhooks with, sealed; absent until it is asked for. */
  erpHookSecret: text('erp_hook_secret'),
  /** `ConnectionSettings` of the domain. */
  settings: jsonb('settings').notNull(),
  createdAt,
  updatedAt: at('updated_at').notNull().defaultNow(),
})

/** One row per store order: what the store says (the snapshot) and what became of it (the transfer). */
export const orders = pgTable(
  'orders',
  {
    id: uuid('id').primaryKey(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    storeOrderId: text('store_order_id').notNull(),
    reference: text('reference').notNull(),
    /** `StoreOrder` of the domain, as last read. Absent when the store's answer could not be understood; `reason` says where. */
    snapshot: jsonb('snapshot'),
    /** SHA-256 of the snapshot: an unchanged order costs no work. */
    contentHash: text('content_hash').notNull(),
    placedAt: at('placed_at').notNull(),
    storeChangedAt: at('store_changed_at').notNull(),
    currency: text('currency').notNull(),
    totalPaid: numeric('total_paid', { precision: 20, scale: 6 }).notNull(),
    /** `OrderState` of the domain. */
    state: text('state').notNull(),
    /** A `Reason` of the domain, for `waiting`, `held`, `rejected`, `cancelled` and `in_doubt`; for `ready`, what it stumbled over. */
    reason: jsonb('reason'),
    /** `Proof` of the domain. */
    proof: jsonb('proof'),
    /** Our idempotency key in the ERP. Fixed when the first attempt to book is made, never changed afterwards. */
    buyerOrder: text('buyer_order'),
    /** When the last booking call was allowed out. An unknown outcome is looked up two and a half write ceilings after this. */
    sendingSince: at('sending_since'),
    /** How often a booking call was allowed out. */
    sendings: integer('sendings').notNull().default(0),
    erpMkId: text('erp_mk_id'),
    erpCountCode: text('erp_count_code'),
    erpTotal: numeric('erp_total', { precision: 20, scale: 6 }),
    bookedAt: at('booked_at'),
    /** The state it was in, in the store, when it was booked. */
    bookedStateId: text('booked_state_id'),
    /** `StoreOrder` of which `proof` and the document were made. Orders that were booked by older versions lack it. */
    bookedOrder: jsonb('booked_order'),
    /** What the ERP was told to have been paid in all, after the booking. Committed before it is told. */
    paidInAll: numeric('paid_in_all', { precision: 20, scale: 6 }),
    /** When a payment was allowed out of which it is not known whether it is there. */
    payingSince: at('paying_since'),
    /** When the personal data in `snapshot` was erased; from then on what the store says of people is not taken. */
    erasedAt: at('erased_at'),
    createdAt,
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('orders_store_order').on(t.connectionId, t.storeOrderId),
    uniqueIndex('orders_buyer_order').on(t.connectionId, t.buyerOrder),
    index('orders_by_document').on(t.connectionId, t.erpMkId),
    index('orders_by_time').on(t.placedAt, t.id),
    index('orders_by_customer').on(sql`lower(snapshot->'payer'->>'email')`),
    index('orders_by_connection_time').on(t.connectionId, t.placedAt, t.id),
    index('orders_by_state_time').on(t.state, t.placedAt, t.id),
    index('orders_by_connection_state').on(t.connectionId, t.state, t.placedAt, t.id),
    // What waits for a person, the latest first: few rows of many.
    index('orders_stopped').on(t.updatedAt, t.id).where(sql`state in ('held', 'rejected', 'in_doubt')`),
    index('orders_stopped_by_connection')
      .on(t.connectionId, t.updatedAt, t.id)
      .where(sql`state in ('held', 'rejected', 'in_doubt')`),
    index('orders_stopped_by_code')
      .on(sql`(reason->>'code')`, t.updatedAt, t.id)
      .where(sql`state in ('held', 'rejected', 'in_doubt')`),
    // Stock asks what was booked since the ERP's stock was read.
    index('orders_booked').on(t.connectionId, t.bookedAt).where(sql`booked_at is not null`),
    // Searches by any of four numbers, of which people type the beginning, in either case.
    index('orders_search_store_order').on(t.storeOrderId),
    index('orders_search_reference').on(sql`lower(${t.reference}) text_pattern_ops`),
    index('orders_search_buyer_order').on(sql`lower(${t.buyerOrder}) text_pattern_ops`),
    index('orders_search_count_code').on(sql`lower(${t.erpCountCode}) text_pattern_ops`),
  ],
)

/**
 * What happened to an order, in order; shown as its timeline. Rows are only added, and go with their order, or by the month when they
 * are old: the table is partitioned by `at`, see `order-event-months.ts`.
 */
export const orderEvents = pgTable(
  'order_events',
  {
    id: bigserial('id', { mode: 'bigint' }).notNull(),
    orderId: uuid('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    at: at('at').notNull().defaultNow(),
    /** `imported` | `changed` | a state of the order | `looked-up` | `released` ... */
    kind: text('kind').notNull(),
    /** Ids, amounts, codes, calls without names and addresses; no personal data. */
    data: jsonb('data').notNull().default({}),
    /** `Actor` of `audit-log.ts`: who did it; absent = Pretok by itself. */
    actor: jsonb('actor'),
  },
  (t) => [primaryKey({ columns: [t.id, t.at] }), index('order_events_by_order').on(t.orderId, t.id)],
)

/** How far the ERP has come with a booked order, and what of it the store was told. */
export const orderProgress = pgTable('order_progress', {
  orderId: uuid('order_id')
    .primaryKey()
    .references(() => orders.id, { onDelete: 'cascade' }),
  /** `OrderProgress` of the domain, as last read. */
  progress: jsonb('progress').notNull(),
  readAt: at('read_at').notNull(),
  /** The states that were set in the store, the last one last. */
  writtenStates: text('written_states').array().notNull().default([]),
  /** The tracking numbers as they were last written to the store. */
  writtenTracking: text('written_tracking'),
  /** `StateIntent` of `order-progress.ts`: a change of state that may be on its way to the store. */
  intent: jsonb('intent'),
  /** When the intent was committed. */
  intendedAt: at('intended_at'),
})

/** What the store has otherwise than the ERP, of orders that are booked. An order has one open row of each kind at most. */
export const orderDifferences = pgTable(
  'order_differences',
  {
    id: uuid('id').primaryKey(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    orderId: uuid('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    /** `ChangeKind` of the domain. */
    kind: text('kind').notNull(),
    /** `open`; `resolved`: both sides agree again; `dismissed`: a person has closed it. */
    state: text('state').notNull().default('open'),
    /** SHA-256 of what the store says: what was dismissed comes back when it says something else. */
    contentHash: text('content_hash').notNull(),
    /** A `Reason` of the domain, with both sides in its details; addresses without what stands in them. */
    reason: jsonb('reason').notNull(),
    firstSeenAt: at('first_seen_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    closedAt: at('closed_at'),
    /** `Actor` of `audit-log.ts`: who dismissed it. */
    closedBy: jsonb('closed_by'),
    /** When a person last asked to have it applied, what the store said then, and an `Actor`: who. */
    wantedAt: at('wanted_at'),
    wantedHash: text('wanted_hash'),
    wantedBy: jsonb('wanted_by'),
    /** It waits for something in the ERP, which tells nobody when it is there. */
    lookAgainAt: at('look_again_at'),
  },
  (t) => [
    index('order_differences_to_look_at')
      .on(t.connectionId, t.lookAgainAt)
      .where(sql`state = 'open' and look_again_at is not null`),
    uniqueIndex('order_differences_open_kind').on(t.orderId, t.kind).where(sql`state = 'open'`),
    index('order_differences_by_order').on(t.orderId, t.firstSeenAt),
    index('order_differences_open').on(t.firstSeenAt, t.id).where(sql`state = 'open'`),
    index('order_differences_open_by_connection').on(t.connectionId, t.firstSeenAt, t.id).where(sql`state = 'open'`),
    check('order_differences_state', sql`state in ('open', 'resolved', 'dismissed')`),
  ],
)

/** What the ERP was told, or is being told, of a booked order's later changes; committed before it is told. */
export const orderWrites = pgTable(
  'order_writes',
  {
    orderId: uuid('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    /** `WriteKind` of `order-writes.ts`. */
    kind: text('kind').notNull(),
    /** Tells those of one kind apart: the store's refund, or how many pieces have come back. */
    ref: text('ref').notNull().default(''),
    /** `sending`: the ERP may have been told, or be at it; `done`; `failed`: it was told and said no. */
    state: text('state').notNull(),
    /** SHA-256 of what the store said: the same is not tried again, unless a person asks. */
    contentHash: text('content_hash').notNull(),
    /** `WriteData` of `order-writes.ts`: by what it is looked up. */
    data: jsonb('data').notNull(),
    /** An `Obstacle` of the domain: why it is not as it should be. */
    obstacle: jsonb('obstacle'),
    startedAt: at('started_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.kind, t.ref] }),
    check('order_writes_state', sql`state in ('sending', 'done', 'failed')`),
  ],
)

/**
 * Which of theirs is which of ours: partners and products of the ERP.
 *
 * A row without `erpId` is a claim: somebody is creating the thing over there right now, until `claimedUntil`.
 */
export const bindings = pgTable(
  'bindings',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    /** `partner` | `product`. */
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    erpId: text('erp_id'),
    /** What else is needed to refer to it, e.g. the address ids of a partner. */
    data: jsonb('data').notNull().default({}),
    claim: uuid('claim'),
    claimedUntil: at('claimed_until'),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.kind, t.key] })],
)

/**
 * What a store sells, one row for each product without combinations and for each combination: what the store says of it, and what is to
 * become of it in the ERP. Products that are gone from the store stay, so that it can be told what became of them.
 */
export const storeItems = pgTable(
  'store_items',
  {
    id: uuid('id').primaryKey(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    productId: text('product_id').notNull(),
    /** Empty for a product without combinations. */
    combinationId: text('combination_id').notNull().default(''),
    /** What it is matched by with the ERP's code: the reference or the EAN-13, as the settings say; empty = none. */
    code: text('code').notNull(),
    /** Name with attributes in the store's language, to show. */
    name: text('name').notNull(),
    isActive: boolean('is_active').notNull(),
    /** `StoreItem` of the domain. Absent when the store's answer could not be understood; `plan` says where. */
    snapshot: jsonb('snapshot'),
    /** SHA-256 of the snapshot: an unchanged item costs no work. */
    contentHash: text('content_hash').notNull(),
    /** When it was last read, changed or not. */
    readAt: at('read_at').notNull(),
    /** When the store said for certain that it is gone. */
    goneAt: at('gone_at'),
    /** `create` | `change` | `leave` | `skip` | `quarantine`; absent = not planned since it changed. */
    action: text('action'),
    /** `ProductPlan` of the domain. */
    plan: jsonb('plan'),
    /** Since when it stands as `action` says. */
    plannedAt: at('planned_at'),
    /** The product of the ERP that it is; absent = none, or not known. */
    erpMkId: text('erp_mk_id'),
    /** When its product in the ERP was last written by us. */
    writtenAt: at('written_at'),
    createdAt,
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('store_items_item').on(t.connectionId, t.productId, t.combinationId),
    index('store_items_by_code').on(t.connectionId, t.code),
    index('store_items_by_time').on(t.connectionId, t.id),
    index('store_items_by_action').on(t.connectionId, t.action, t.id),
    index('store_items_unplanned').on(t.connectionId, t.id).where(sql`action is null`),
    index('store_items_to_write').on(t.connectionId, t.id).where(sql`action in ('create', 'change')`),
    index('store_items_quarantined').on(t.plannedAt, t.id).where(sql`action = 'quarantine'`),
    index('store_items_quarantined_by_connection')
      .on(t.connectionId, t.plannedAt, t.id)
      .where(sql`action = 'quarantine'`),
  ],
)

/** The products of an ERP company as last read, so that codes that stand twice are found, and each item's product is. */
export const erpProducts = pgTable(
  'erp_products',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    mkId: text('mk_id').notNull(),
    /** Empty = none. */
    code: text('code').notNull(),
    /** `ErpProduct` of the domain. */
    snapshot: jsonb('snapshot').notNull(),
    readAt: at('read_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.mkId] }),
    index('erp_products_by_code').on(t.connectionId, t.code),
    index('erp_products_by_age').on(t.connectionId, t.readAt),
  ],
)

/** How far a connection has come with the ERP's stock. */
export const stockStates = pgTable('stock_states', {
  connectionId: uuid('connection_id')
    .primaryKey()
    .references(() => connections.id, { onDelete: 'cascade' }),
  /** The reading of the ERP's whole stock that counts; absent = none was complete yet. Levels of any other reading are not looked at. */
  reading: integer('reading'),
  /** The number that was last given to a reading. */
  lastReading: integer('last_reading').notNull().default(0),
  /** When the reading that counts began, by the database's clock. */
  readFrom: at('read_from'),
  /** Rows that it had. */
  readRows: integer('read_rows').notNull().default(0),
})

/** What the ERP has of a product in a warehouse, by reading: a reading counts only when it is complete, and all at once. */
export const erpLevels = pgTable(
  'erp_levels',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    reading: integer('reading').notNull(),
    mkId: text('mk_id').notNull(),
    warehouseId: text('warehouse_id').notNull(),
    amount: numeric('amount', { precision: 20, scale: 6 }).notNull(),
    /** Absent where the company keeps no reservations. */
    free: numeric('free', { precision: 20, scale: 6 }),
    /** When the ERP began to be asked for it, by the database's clock. */
    readAt: at('read_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.reading, t.mkId, t.warehouseId] })],
)

/** One row for each stock row of a store: what stands there, what is to stand there, and why. */
export const stockItems = pgTable(
  'stock_items',
  {
    id: uuid('id').primaryKey(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    /** The store's id of the row. */
    rowId: text('row_id').notNull(),
    productId: text('product_id').notNull(),
    /** Empty for a product's own row. */
    combinationId: text('combination_id').notNull().default(''),
    /** `StockRow` of the domain as last read, without what a write sends back. */
    row: jsonb('row').notNull(),
    /** What the store has for sale, as last read or written. */
    quantity: integer('quantity').notNull(),
    /** When that was. */
    quantityAt: at('quantity_at').notNull(),
    /** The product of the ERP that it was matched with. */
    mkId: text('mk_id'),
    /** What the ERP had of it when `target` was found: `{warehouseId, amount, free?}`. */
    levels: jsonb('levels'),
    /** What is to stand there; absent = not for us to say. */
    target: integer('target'),
    /** `StockTerm` of the domain, one after another: how `target` came about. */
    terms: jsonb('terms'),
    /** `StockVerdict` of the domain; absent = not looked at yet. */
    verdict: text('verdict'),
    /** A `Reason` of the domain, where the verdict needs one. */
    reason: jsonb('reason'),
    /** Since when it stands as `verdict` says. */
    judgedAt: at('judged_at'),
    /** From when on it is to be found out again, and written. */
    dueAt: at('due_at'),
    /** `StockTrigger` of the domain: what made it due. */
    dueFor: text('due_for'),
    /** When it was last written by us. */
    writtenAt: at('written_at'),
  },
  (t) => [
    uniqueIndex('stock_items_row').on(t.connectionId, t.rowId),
    index('stock_items_by_thing').on(t.connectionId, t.productId, t.combinationId),
    index('stock_items_by_document').on(t.connectionId, t.mkId),
    index('stock_items_by_time').on(t.connectionId, t.id),
    index('stock_items_by_verdict').on(t.connectionId, t.verdict, t.id),
    index('stock_items_due').on(t.connectionId, t.dueAt).where(sql`due_at is not null`),
    index('stock_items_stuck').on(t.judgedAt, t.id).where(sql`verdict in ('refused', 'unsettled')`),
    index('stock_items_stuck_by_connection')
      .on(t.connectionId, t.judgedAt, t.id)
      .where(sql`verdict in ('refused', 'unsettled')`),
  ],
)

/** Every quantity that was sent to a store, and why. Kept for 90 days. */
export const stockChanges = pgTable(
  'stock_changes',
  {
    id: uuid('id').primaryKey(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    itemId: uuid('item_id')
      .notNull()
      .references(() => stockItems.id, { onDelete: 'cascade' }),
    at: at('at').notNull(),
    before: integer('before').notNull(),
    after: integer('after').notNull(),
    /** `StockTerm` of the domain. */
    terms: jsonb('terms').notNull(),
    /** `StockTrigger` of the domain. */
    trigger: text('trigger').notNull(),
    /** `written` | `refused` | `unknown`: no answer came. */
    outcome: text('outcome').notNull(),
    /** A `Reason` of the domain when it was not written. */
    reason: jsonb('reason'),
  },
  (t) => [
    index('stock_changes_by_item').on(t.itemId, t.at, t.id),
    index('stock_changes_by_connection').on(t.connectionId, t.at, t.id),
    index('stock_changes_by_age').on(t.at),
    check('stock_changes_outcome', sql`outcome in ('written', 'refused', 'unknown')`),
  ],
)

/** One comparison of everything, and what it came to. */
export const stockPasses = pgTable(
  'stock_passes',
  {
    id: uuid('id').primaryKey(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    /** `full`: all rows of the store were read; `delta`: only the ERP's; `compare`: all, and nothing written. */
    kind: text('kind').notNull(),
    /** `StockTrigger` of the domain. */
    trigger: text('trigger').notNull(),
    /** `running` | `done` | `stopped`: it asks a person | `failed`. */
    state: text('state').notNull().default('running'),
    /** How far it has come; see `stock-passes.ts`. */
    progress: jsonb('progress').notNull().default({}),
    /** `StockPassCounts` of `stock-passes.ts`. */
    counts: jsonb('counts').notNull().default({}),
    /** A `Reason` of the domain when it was stopped or failed. */
    reason: jsonb('reason'),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at'),
    releasedAt: at('released_at'),
    /** `Actor` of `audit-log.ts`. */
    releasedBy: jsonb('released_by'),
    /** When a later pass did what this one was stopped from, or found that it need not be done. */
    settledAt: at('settled_at'),
  },
  (t) => [
    index('stock_passes_by_connection').on(t.connectionId, t.startedAt, t.id),
    index('stock_passes_stopped').on(t.finishedAt, t.id).where(sql`state = 'stopped' and settled_at is null`),
    uniqueIndex('stock_passes_running').on(t.connectionId).where(sql`state = 'running' and kind <> 'compare'`),
    check('stock_passes_kind', sql`kind in ('full', 'delta', 'compare')`),
    check('stock_passes_state', sql`state in ('running', 'done', 'stopped', 'failed')`),
  ],
)

/** How far a flow has read. An optimisation: a store order without a row in `orders` is pending whatever stands here. */
export const cursors = pgTable(
  'cursors',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    flow: text('flow').notNull(),
    cursor: jsonb('cursor').notNull(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.flow] })],
)

/** One asked-for run of a flow, to follow from the outside. */
export const syncs = pgTable(
  'syncs',
  {
    id: uuid('id').primaryKey(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    flow: text('flow').notNull(),
    /** `waiting` | `running` | `done` | `failed`. */
    state: text('state').notNull().default('waiting'),
    /** `{from?, to?, ids?}` as asked. */
    request: jsonb('request').notNull().default({}),
    /** `{read, added, changed}`. */
    counts: jsonb('counts').notNull().default({ read: 0, added: 0, changed: 0 }),
    /** A `Reason` of the domain when it failed. */
    reason: jsonb('reason'),
    createdAt,
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
  },
  (t) => [index('syncs_by_connection').on(t.connectionId, t.createdAt)],
)

/** A look at what would be booked, made without writing anything anywhere else. Kept for a day: it holds personal data. */
export const previews = pgTable(
  'previews',
  {
    id: uuid('id').primaryKey(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    /** `{orderId}`, `{storeOrderIds}` or `{latest}`. */
    request: jsonb('request').notNull(),
    /** `waiting` | `done` | `failed`. */
    state: text('state').notNull().default('waiting'),
    /** `OrderPreview[]` of the domain. Not `jsonb`, which would put the fields of the planned calls into another order. */
    orders: json('orders'),
    /** A `Reason` of the domain when it failed. */
    reason: jsonb('reason'),
    createdAt,
    finishedAt: at('finished_at'),
  },
  (t) => [
    index('previews_by_age').on(t.createdAt),
    check('previews_state', sql`state in ('waiting', 'done', 'failed')`),
  ],
)

/**
 * Work to be done, written in the transaction of the fact that asks for it. Finished work is deleted.
 *
 * `waiting` -> `queued` (handed to BullMQ) -> `running` -> gone, or back to `waiting` with a later `runAt`, or `failed`.
 */
export const work = pgTable(
  'work',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    queue: text('queue').notNull(),
    job: text('job').notNull(),
    /** Asked twice under one key while it waits, it is one piece of work. Never two of one key at the same time. */
    key: text('key').notNull(),
    payload: jsonb('payload').notNull(),
    /** `live` before `backfill`. */
    lane: text('lane').notNull().default('live'),
    state: text('state').notNull().default('waiting'),
    runAt: at('run_at').notNull().defaultNow(),
    /** Grows with each hand-out. A runner whose fence is not the row's has lost the work: its writes affect nothing. */
    fence: bigint('fence', { mode: 'number' }).notNull().default(0),
    /** Failures so far; hand-outs that were interrupted do not count. */
    attempts: integer('attempts').notNull().default(0),
    /** While `queued` or `running`: after this the sweep looks whether anybody still holds it. */
    leaseUntil: at('lease_until'),
    /** `{code, message}` of the last failure. */
    lastError: jsonb('last_error'),
    createdAt,
  },
  (t) => [
    uniqueIndex('work_waiting_key').on(t.queue, t.job, t.key).where(sql`state = 'waiting'`),
    // Work that recurs and keeps failing stays one row.
    uniqueIndex('work_failed_key').on(t.queue, t.job, t.key).where(sql`state = 'failed'`),
    index('work_due').on(t.queue, t.lane, t.connectionId, t.job, t.runAt, t.id).where(sql`state = 'waiting'`),
    index('work_failed').on(t.createdAt, t.id).where(sql`state = 'failed'`),
    index('work_unreadable')
      .on(t.createdAt, t.id)
      .where(sql`state = 'failed' and last_error->>'code' = 'ERR_JOB_PAYLOAD'`),
    index('work_active').on(t.queue, t.connectionId).where(sql`state in ('queued', 'running')`),
    index('work_lease').on(t.leaseUntil).where(sql`state in ('queued', 'running')`),
    index('work_by_connection').on(t.connectionId),
    check('work_lane', sql`lane in ('live', 'backfill')`),
    check('work_state', sql`state in ('waiting', 'queued', 'running', 'failed')`),
  ],
)

/**
 * One side of a connection that failed too often to be called for now. A row stands while the circuit is open; once `probeAt` has
 * passed it is half-open: one piece of work may try.
 */
export const circuits = pgTable(
  'circuits',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    /** `store` | `erp`. */
    side: text('side').notNull(),
    openedAt: at('opened_at').notNull().defaultNow(),
    probeAt: at('probe_at').notNull(),
    /** How often it opened without closing in between; the wait grows with it. */
    trips: integer('trips').notNull().default(1),
    /** A `Reason` of the domain: what failed last. */
    reason: jsonb('reason').notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.side] }), check('circuits_side', sql`side in ('store', 'erp')`)],
)

/** What a remote system told us of its own accord, each event kept once. */
export const inboundEvents = pgTable(
  'inbound_events',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    /** `prestashop` | `metakocka`. */
    source: text('source').notNull(),
    /** The sender's own id of the event. */
    eventId: text('event_id').notNull(),
    /** What happened, e.g. `order.changed`. */
    event: text('event').notNull(),
    /** The sender's id of the record it happened to. */
    subject: text('subject').notNull(),
    receivedAt: at('received_at').notNull().defaultNow(),
    handledAt: at('handled_at'),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.source, t.eventId] }),
    index('inbound_events_unhandled').on(t.connectionId, t.event, t.receivedAt).where(sql`handled_at is null`),
    index('inbound_events_by_age').on(t.receivedAt),
  ],
)

/** What a side of a connection says of itself, as last read. */
export const connectionFacts = pgTable(
  'connection_facts',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    /** `store` | `erp`. */
    side: text('side').notNull(),
    /** `StoreFacts` | `ErpFacts` of the domain. */
    facts: jsonb('facts').notNull(),
    readAt: at('read_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.side] }),
    check('connection_facts_side', sql`side in ('store', 'erp')`),
  ],
)

/**
 * Who changed or revealed what. Rows are only added: a trigger refuses everything else. Nothing refers to the rows it tells of, as they
 * outlive them.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    at: at('at').notNull().defaultNow(),
    /** `user` | `api-key` | `program`. */
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id').notNull(),
    /** As the actor was called then. */
    actorName: text('actor_name').notNull(),
    /** Where the request came from. */
    ip: text('ip'),
    requestId: text('request_id'),
    /** What was done, e.g. `connection.changed`. */
    action: text('action').notNull(),
    connectionId: uuid('connection_id'),
    /** What it was done to: `order/<id>`, `user/<id>` ...; absent where that is the connection. */
    subject: text('subject'),
    /** `{changes?: [{field, from?, to?}], ...}`; of secrets the fingerprints, no personal data. */
    details: jsonb('details').notNull().default({}),
  },
  (t) => [
    index('audit_log_by_time').on(t.at),
    index('audit_log_by_connection').on(t.connectionId, t.id),
    index('audit_log_by_action').on(t.action, t.id),
    index('audit_log_by_actor').on(t.actorId, t.id),
  ],
)

/** People who sign in to the console. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    /** Lower case. */
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** `viewer` | `operator` | `admin`. */
    role: text('role').notNull(),
    /** Argon2id, in PHC form. */
    passwordHash: text('password_hash').notNull(),
    createdAt,
    lastSignInAt: at('last_sign_in_at'),
  },
  (t) => [uniqueIndex('users_email').on(t.email), check('users_role', sql`role in ('viewer', 'operator', 'admin')`)],
)

/** Signed-in people. Only a hash of the cookie's token is stored. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** SHA-256, hexadecimal, of 256 random bits. */
    tokenHash: text('token_hash').notNull(),
    createdAt,
    lastSeenAt: at('last_seen_at').notNull().defaultNow(),
    /** Moves on while the session is used, up to its absolute end. */
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [
    uniqueIndex('sessions_token').on(t.tokenHash),
    index('sessions_by_user').on(t.userId),
    index('sessions_by_expiry').on(t.expiresAt),
  ],
)

/** Failed sign-ins of late, by account and by address, so that every gateway slows the same guesser down. */
export const signInFailures = pgTable(
  'sign_in_failures',
  {
    /**
     * SHA-256 of `email/<email>/ip/<network>`, `email/<email>` or `ip/<network>`; and of `known/<email>/ip/<network>`, without failures,
     * where the account has signed in from.
     */
    key: text('key').primaryKey(),
    failures: integer('failures').notNull(),
    lastAt: at('last_at').notNull().defaultNow(),
    /** No password is looked at before this. */
    blockedUntil: at('blocked_until'),
  },
  (t) => [index('sign_in_failures_by_age').on(t.lastAt)],
)

/** Keys of machines that call the REST API. Only a hash of the key is stored. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    /** SHA-256, hexadecimal. The key holds 256 random bits, so a slow hash would add nothing. */
    hash: text('hash').notNull(),
    scopes: text('scopes').array().notNull(),
    createdAt,
    expiresAt: at('expires_at'),
    lastUsedAt: at('last_used_at'),
  },
  (t) => [uniqueIndex('api_keys_hash').on(t.hash)],
)

/** Answers already given to writes that carried an `Idempotency-Key`, each written in the transaction of what it tells. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** The API key or the user; the column is older than the users. */
    callerId: uuid('api_key_id').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of method, path and body: the same key with another request is refused. */
    requestHash: text('request_hash').notNull(),
    status: integer('status').notNull(),
    body: jsonb('body').notNull(),
    createdAt,
  },
  (t) => [primaryKey({ columns: [t.callerId, t.key] }), index('idempotency_keys_by_age').on(t.createdAt)],
)

import { connectionsQueue, type JobName, ordersQueue, productsQueue, type Queue, stockQueue } from '@pretok/jobs'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { pausedByOperator } from './connections.ts'

/**
 * What does not flow: a whole connection, one side of it, a change of an order that is booked already, one order, one item of the catalogue,
 * one row of the store's stock, a pass over it that was stopped, or a piece of work that none of these tells of.
 */
export const ProblemKind = z.enum([
  'circuit',
  'connection',
  'difference',
  'order',
  'product',
  'stock',
  'stock-pass',
  'work',
])
export type ProblemKind = z.output<typeof ProblemKind>

/** A job of the catalogue, as rows of `work` name it. */
const job = <Q extends Queue>(queue: Q, name: JobName<Q>) => ({
  queue: queue.name,
  name,
  sides: queue.jobs[name]?.sides ?? [],
})

const transfer = job(ordersQueue, 'transfer-order')
const check = job(connectionsQueue, 'check-connection')
/** Work that a whole flow waits for. */
const recurring = [
  job(ordersQueue, 'import-orders'),
  job(ordersQueue, 'read-order-progress'),
  job(productsQueue, 'read-catalogue'),
  job(productsQueue, 'write-products'),
  job(stockQueue, 'sync-stock'),
]

/** From so many failures in a row on, work that is still tried again counts as a problem. */
export const strugglingAttempts = 3

/** Rows of one table that are problems. Every source names the same columns, so that they can be read as one list. */
export interface ProblemSource {
  kind: ProblemKind
  from: SQL
  where: SQL
  connectionId: SQL
  since: SQL
  code: SQL
  /** Tells the rows of one moment apart and orders them, as an index does. */
  id: SQL
  idType: SQL
  /** What is shown; `try_*` name the work that will have another go. */
  columns: SQL
}

const workColumns = (nextTryAt: SQL) => sql`
  id::text as key, lpad(id::text, 18, '0') as sort_key, null::jsonb as reason,
  last_error || jsonb_build_object('details', jsonb_build_object('queue', queue, 'job', job, 'attempts', attempts)) as error,
  null::uuid as order_id, null::text as store_order_id, null::text as reference,
  ${nextTryAt} as next_try_at, null::text as try_queue, null::text as try_job`

const workSource = (where: SQL, nextTryAt = sql`null::timestamptz`): ProblemSource => ({
  kind: 'work',
  from: sql`work`,
  where,
  connectionId: sql`work.connection_id`,
  since: sql`work.created_at`,
  code: sql`work.last_error->>'code'`,
  id: sql`work.id`,
  idType: sql`bigint`,
  columns: workColumns(nextTryAt),
})

/**
 * The system of record, looked at for what does not flow; nothing is kept beside it.
 *
 * Work that was given up is read in three parts, each a stretch of one index: a transfer that was given up is told by its order,
 * of which there may be very many, and only one whose payload nobody could read has left its order as it was.
 */
export const problemSources: readonly ProblemSource[] = [
  {
    kind: 'connection',
    from: sql`connections`,
    where: sql`connections.state = 'paused' and connections.paused_reason->>'code' <> ${pausedByOperator.code}`,
    connectionId: sql`connections.id`,
    since: sql`connections.updated_at`,
    code: sql`connections.paused_reason->>'code'`,
    id: sql`connections.id`,
    idType: sql`uuid`,
    columns: sql`
      id::text as key, id::text as sort_key, paused_reason as reason, null::jsonb as error,
      null::uuid as order_id, null::text as store_order_id, null::text as reference,
      null::timestamptz as next_try_at, ${check.queue}::text as try_queue, ${check.name}::text as try_job`,
  },
  {
    kind: 'circuit',
    from: sql`circuits`,
    where: sql`true`,
    connectionId: sql`circuits.connection_id`,
    since: sql`circuits.opened_at`,
    code: sql`circuits.reason->>'code'`,
    id: sql`(circuits.connection_id || '_' || circuits.side) collate "C"`,
    idType: sql`text`,
    columns: sql`
      connection_id || '_' || side as key, connection_id || '_' || side as sort_key, reason, null::jsonb as error,
      null::uuid as order_id, null::text as store_order_id, null::text as reference,
      probe_at as next_try_at, null::text as try_queue, null::text as try_job`,
  },
  {
    kind: 'difference',
    from: sql`order_differences`,
    where: sql`order_differences.state = 'open'`,
    connectionId: sql`order_differences.connection_id`,
    since: sql`order_differences.first_seen_at`,
    code: sql`order_differences.reason->>'code'`,
    id: sql`order_differences.id`,
    idType: sql`uuid`,
    columns: sql`
      id::text as key, id::text as sort_key, reason, null::jsonb as error, order_id,
      (select store_order_id from orders where orders.id = order_id) as store_order_id,
      (select reference from orders where orders.id = order_id) as reference,
      null::timestamptz as next_try_at, null::text as try_queue, null::text as try_job`,
  },
  {
    kind: 'order',
    from: sql`orders`,
    // One in doubt is looked up without anybody's doing; once that was given up, the reason is another one.
    where: sql`orders.state in ('held', 'rejected', 'in_doubt')
      and (orders.state <> 'in_doubt' or orders.reason->>'code' <> 'ERR_ORDER_OUTCOME_UNKNOWN')`,
    connectionId: sql`orders.connection_id`,
    since: sql`orders.updated_at`,
    code: sql`orders.reason->>'code'`,
    id: sql`orders.id`,
    idType: sql`uuid`,
    columns: sql`
      id::text as key, id::text as sort_key, reason, null::jsonb as error,
      id as order_id, store_order_id, reference,
      null::timestamptz as next_try_at, ${transfer.queue}::text as try_queue, ${transfer.name}::text as try_job`,
  },
  {
    kind: 'product',
    from: sql`store_items`,
    // Somebody who only looks what would be written is not told of what would not. A value, not a condition of its own: that would be
    // joined, and the order of the index lost.
    where: sql`store_items.action = 'quarantine' and (
      select c.settings @> '{"flows": {"products": true}}' from connections c where c.id = store_items.connection_id)`,
    connectionId: sql`store_items.connection_id`,
    since: sql`store_items.planned_at`,
    code: sql`store_items.plan #>> '{reason,code}'`,
    id: sql`store_items.id`,
    idType: sql`uuid`,
    columns: sql`
      id::text as key, id::text as sort_key, plan->'reason' as reason, null::jsonb as error,
      null::uuid as order_id, product_id as store_order_id, code as reference,
      null::timestamptz as next_try_at, null::text as try_queue, null::text as try_job`,
  },
  {
    kind: 'stock',
    from: sql`stock_items`,
    where: sql`stock_items.verdict in ('refused', 'unsettled')`,
    connectionId: sql`stock_items.connection_id`,
    since: sql`stock_items.judged_at`,
    code: sql`stock_items.reason->>'code'`,
    id: sql`stock_items.id`,
    idType: sql`uuid`,
    columns: sql`
      id::text as key, id::text as sort_key, reason, null::jsonb as error,
      null::uuid as order_id, product_id as store_order_id, (
        select code from store_items item where item.connection_id = stock_items.connection_id
          and item.product_id = stock_items.product_id and item.combination_id = stock_items.combination_id) as reference,
      due_at as next_try_at, null::text as try_queue, null::text as try_job`,
  },
  {
    kind: 'stock-pass',
    from: sql`stock_passes`,
    where: sql`stock_passes.state = 'stopped' and stock_passes.settled_at is null`,
    connectionId: sql`stock_passes.connection_id`,
    since: sql`stock_passes.finished_at`,
    code: sql`stock_passes.reason->>'code'`,
    id: sql`stock_passes.id`,
    idType: sql`uuid`,
    columns: sql`
      id::text as key, id::text as sort_key, reason, null::jsonb as error,
      null::uuid as order_id, null::text as store_order_id, null::text as reference,
      null::timestamptz as next_try_at, null::text as try_queue, null::text as try_job`,
  },
  workSource(sql`work.state = 'failed' and (work.queue, work.job) < (${transfer.queue}, ${transfer.name})
    and work.job <> ${check.name}`),
  workSource(sql`work.state = 'failed' and (work.queue, work.job) > (${transfer.queue}, ${transfer.name})
    and work.job <> ${check.name}`),
  workSource(sql`work.state = 'failed' and (work.queue, work.job) = (${transfer.queue}, ${transfer.name})
    and work.last_error->>'code' = 'ERR_JOB_PAYLOAD' and exists (
      select from orders where orders.state in ('ready', 'sending')
        and orders.id = case when work.key ~ '^[0-9a-f-]{36}$' then work.key::uuid end)`),
  ...recurring.map(({ queue, name, sides }) =>
    workSource(
      // A paused connection and an open circuit tell the same of themselves.
      sql`work.state = 'waiting' and work.queue = ${queue} and work.job = ${name}
        and work.attempts >= ${strugglingAttempts} and work.last_error is not null
        and exists (select from connections c where c.id = work.connection_id and c.state = 'active')
        and not exists (select from circuits c where c.connection_id = work.connection_id and c.side = any(${sql.param(sides)}::text[]))`,
      sql`run_at`,
    ),
  ),
]

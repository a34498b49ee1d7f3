import { ConnectionId, OrderId } from '@pretok/domain'
import { ordersQueue, productsQueue, stockQueue } from '@pretok/jobs'
import { type SQL, sql } from 'drizzle-orm'
import { pausedByOperator } from './connections.ts'
import type { Tx } from './database.ts'
import { type ProblemKind, strugglingAttempts } from './problem-sources.ts'
import {
  listProblemPositions,
  type ProblemFilter,
  type ProblemId,
  type ProblemPosition,
  splitProblemId,
} from './problems.ts'
import { markStockDue } from './stock-items.ts'
import { addSyncs } from './syncs.ts'
import { type AskOptions, work } from './work.ts'

type Lane = NonNullable<AskOptions['lane']>

interface OrderToRetry {
  connectionId: ConnectionId
  orderId: OrderId
  storeOrderId: string
}

/** No transaction holds more: others wait for what it locks. */
const batchSize = 1_000

/** Has orders read from their stores again, by one sync for each connection. */
const askToRead = async (tx: Tx, orders: readonly OrderToRetry[], lane: Lane): Promise<void> => {
  const byConnection = Map.groupBy(orders, ({ connectionId }) => connectionId)
  await addSyncs(
    tx,
    [...byConnection].map(([connectionId, members]) => ({
      connectionId,
      flow: 'orders',
      request: { ids: members.map(({ storeOrderId }) => storeOrderId) },
    })),
  )
  const wishes = [...byConnection.keys()].map((connectionId) => ({ connectionId }))
  await work.askAll(tx, ordersQueue, 'import-orders', wishes, { lane, urgent: true })
}

/**
 * Tries orders again, whatever their state, which it does not change: it asks for their transfers, and each begins by looking what
 * state its order is in and what the ERP has of it. What an order is held or rejected for may have been mended in the store without
 * a word about the order itself (an address, a tax), so such orders are also read anew; one that was never understood can only
 * be read anew.
 */
export const retryOrders = async (tx: Tx, orderIds: readonly string[], lane: Lane = 'live'): Promise<void> => {
  const { rows } = await tx.execute<{
    id: string
    connection: string
    store_order_id: string
    unread: boolean
    reads: boolean
  }>(sql`
    select id, connection_id as connection, store_order_id, snapshot is null as unread, snapshot is null or coalesce(
      state in ('held', 'rejected') and erp_mk_id is null and reason->>'code' like 'ERR\\_ORDER\\_%', false) as reads
    from orders where id = any(${sql.param([...orderIds])}::uuid[])`)
  const orders = rows.map(({ id, connection, store_order_id: storeOrderId, unread, reads }) => ({
    connectionId: ConnectionId.parse(connection),
    orderId: OrderId.parse(id),
    storeOrderId,
    unread,
    reads,
  }))
  const transfers = orders.filter(({ unread }) => !unread)
  await work.askAll(tx, ordersQueue, 'transfer-order', transfers, { lane, urgent: true })
  const toRead = orders.filter(({ reads }) => reads)
  await askToRead(tx, toRead, lane)
}

/** Looks anew at orders that differ: at what the store says, and at the document in the ERP. */
const lookAnew = async (tx: Tx, ids: readonly string[], lane: Lane): Promise<void> => {
  const { rows } = await tx.execute<{ id: string; connection: string; store_order_id: string }>(sql`
    select distinct orders.id, orders.connection_id as connection, store_order_id
    from order_differences join orders on orders.id = order_id
    where order_differences.id = any(${sql.param([...ids])}::uuid[])`)
  const orders = rows.map(({ id, connection, store_order_id: storeOrderId }) => ({
    connectionId: ConnectionId.parse(connection),
    orderId: OrderId.parse(id),
    storeOrderId,
  }))
  // Whichever comes first: an order that has changed is followed once more.
  await askToRead(tx, orders, lane)
  const wishes = orders.map(({ connectionId, orderId }) => ({ connectionId, orderId }))
  await work.askAll(tx, ordersQueue, 'follow-order', wishes, { lane, urgent: true })
}

/** Has products read anew from their stores, looked up in the ERP and planned again, by one sync for each connection. */
const readProductsAnew = async (tx: Tx, ids: readonly string[], lane: Lane): Promise<void> => {
  const { rows } = await tx.execute<{ connection: string; ids: string[] }>(sql`
    select connection_id as connection, array_agg(distinct product_id) as ids
    from store_items where id = any(${sql.param([...ids])}::uuid[]) group by 1`)
  await addSyncs(
    tx,
    rows.map(({ connection, ids }) => ({ connectionId: connection, flow: 'products', request: { ids } })),
  )
  const wishes = rows.map(({ connection }) => ({ connectionId: ConnectionId.parse(connection) }))
  await work.askAll(tx, productsQueue, 'read-catalogue', wishes, { lane, urgent: true })
}

/** Has rows of stock looked at and written anew. */
const lookAtStock = async (tx: Tx, ids: readonly string[], lane: Lane): Promise<void> => {
  const { rows } = await tx.execute<{ connection: string; ids: string[] }>(sql`
    select connection_id as connection, array_agg(id) as ids from stock_items
    where id = any(${sql.param([...ids])}::uuid[]) group by 1`)
  for (const { connection, ids: members } of rows) {
    await markStockDue(tx, ConnectionId.parse(connection), { ids: members }, { trigger: 'by-hand' })
  }
  const wishes = rows.map(({ connection }) => ({ connectionId: ConnectionId.parse(connection) }))
  await work.askAll(tx, stockQueue, 'sync-stock', wishes, { lane, urgent: true })
}

/** Compares all stock of the connections anew, whose passes were stopped; none of them is released by that. */
const compareAnew = async (tx: Tx, ids: readonly string[], lane: Lane): Promise<void> => {
  const { rows } = await tx.execute<{ connection: string }>(sql`
    select distinct connection_id as connection from stock_passes where id = any(${sql.param([...ids])}::uuid[])`)
  const wishes = rows.map(({ connection }) => ({ connectionId: ConnectionId.parse(connection) }))
  await addSyncs(
    tx,
    wishes.map((wish) => ({ ...wish, flow: 'stock', request: {} })),
  )
  await work.askAll(tx, stockQueue, 'sync-stock', wishes, { lane, urgent: true })
}

/** Has the pumps look at once for what waits of these connections. */
const wakePumpsFor = async (tx: Tx, connectionIds: SQL): Promise<void> => {
  await tx.execute(sql`
    select pg_notify(${work.channel}, queue)
    from (select distinct queue from work where connection_id in (${connectionIds}) and state = 'waiting') as waiting`)
}

/** Lets connections go on that Pretok itself paused; one that was paused by hand stays so. */
const resumeConnections = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  const chosen = sql`select unnest(${sql.param([...ids])}::uuid[])`
  await tx.execute(sql`
    update connections set state = 'active', paused_reason = null, updated_at = ${new Date()}
    where id in (${chosen}) and state = 'paused' and paused_reason->>'code' <> ${pausedByOperator.code}`)
  await wakePumpsFor(tx, chosen)
}

/** Lets one piece of work try a side that is out of order now. @param keys `<connection id>_<side>` */
const probeCircuits = async (tx: Tx, keys: readonly string[]): Promise<void> => {
  const isChosen = sql`connection_id || '_' || side = any(${sql.param([...keys])}::text[])`
  await tx.execute(sql`update circuits set probe_at = least(probe_at, now()) where ${isChosen}`)
  await wakePumpsFor(tx, sql`select connection_id from circuits where ${isChosen}`)
}

/**
 * Lets work run now: work that waits for its next try need not wait and has its later tries again, work that was given up begins
 * anew. Work that is handed out, or gone, is left alone.
 */
const retryWork = async (tx: Tx, ids: readonly string[], lane: Lane): Promise<void> => {
  const isChosen = sql`id = any(${sql.param([...ids])}::bigint[])`
  await tx.execute(sql`
    update work set run_at = least(run_at, now()), attempts = least(attempts, ${strugglingAttempts})
    where ${isChosen} and state = 'waiting'`)
  // Inserted anew under its id, as only an insert becomes one with a row of the same key that waits already.
  await tx.execute(sql`
    with given_up as (delete from work where ${isChosen} and state = 'failed' returning *)
    insert into work (id, connection_id, queue, job, key, payload, lane, fence, created_at)
    select id, connection_id, queue, job, key, payload, ${lane}, fence, created_at from given_up order by queue, job, key
    on conflict (queue, job, key) where state = 'waiting' do update set
      lane = case when 'live' in (work.lane, excluded.lane) then 'live' else 'backfill' end,
      run_at = least(work.run_at, now())`)
  await tx.execute(sql`
    select pg_notify(${work.channel}, queue) from (select distinct queue from work where ${isChosen} and state = 'waiting') woken`)
}

const retryOf: Record<ProblemKind, (tx: Tx, keys: readonly string[], lane: Lane) => Promise<void>> = {
  circuit: probeCircuits,
  connection: resumeConnections,
  difference: lookAnew,
  order: retryOrders,
  product: readProductsAnew,
  stock: lookAtStock,
  'stock-pass': compareAnew,
  work: retryWork,
}

/** Has problems tried again, those of a kind in one go. What is none any more is left alone. */
export const retryProblems = async (tx: Tx, ids: readonly ProblemId[], lane: Lane = 'live'): Promise<void> => {
  for (const [kind, members] of Map.groupBy(ids.map(splitProblemId), ({ kind }) => kind)) {
    const keys = members.map(({ key }) => key)
    await retryOf[kind](tx, keys, lane)
  }
}

/**
 * Has problems tried again that a filter names, newest first, behind what is new. Each thousand is a transaction of its own, and to
 * do one twice does no harm.
 *
 * @param most how many at once; a multiple of a thousand
 * @returns how many, and where to go on when there are more
 */
export const retryProblemsLike = async (
  db: Tx,
  filter: ProblemFilter,
  { most, after }: { most: number; after?: ProblemPosition },
): Promise<{ retried: number; next?: ProblemPosition }> => {
  let retried = 0
  let next = after
  while (retried < most) {
    const batch = await db.transaction(async (tx) => {
      const found = await listProblemPositions(tx, filter, { limit: batchSize + 1, ...(next ? { after: next } : {}) })
      const chosen = found.slice(0, batchSize)
      const ids = chosen.map(({ id }) => id)
      await retryProblems(tx, ids, 'backfill')
      return { count: chosen.length, last: chosen.at(-1), isLast: found.length <= batchSize }
    })
    retried += batch.count
    if (batch.isLast) return { retried }
    next = batch.last
  }
  return { retried, ...(next ? { next } : {}) }
}

import { type ConnectionId, Reason, type StockRow, StockTerm, type StockTrigger, StockVerdict } from '@pretok/domain'
import { type SQL, sql } from 'drizzle-orm'
import { newId, type Tx } from './database.ts'

/** Everything that is known here of a row of a store's stock: what it is, what stands there, and what the ERP has. */
export interface StockFacts {
  id: string
  rowId: string
  productId: string
  combinationId: string
  shopId?: string
  isKeptByStore: boolean
  quantity: number
  /** As last found out. */
  judged: { mkId?: string; target?: number; verdict?: StockVerdict; reason?: Reason; terms: string; levels: string }
  dueAt?: Date
  isSum: boolean
  item?: {
    code: string
    kind: string
    reference: string
    categories: string[][]
    manufacturer?: string
    /** Other items that have its code. */
    twins: number
  }
  erp: { count: number; isService: boolean; mkId?: string }
  levels: { warehouseId: string; amount: string; free?: string }[]
  /** When the ERP was asked for them; absent when it has none. */
  readAt?: Date
}

interface Row extends Record<string, unknown> {
  id: string
  row_id: string
  product_id: string
  combination_id: string
  shop_id: string | null
  is_kept: boolean
  quantity: number
  mk_id: string | null
  target: number | null
  verdict: string | null
  reason: unknown
  terms: unknown
  old_levels: unknown
  due_at: string | null
  is_sum: boolean
  code: string | null
  kind: string | null
  reference: string | null
  categories: string[][] | null
  manufacturer: string | null
  twins: number | null
  erp_count: number
  is_service: boolean | null
  erp_mk_id: string | null
  levels: { warehouseId: string; amount: string; free: string | null }[] | null
  read_at: string | null
}

const toFacts = (row: Row): StockFacts => ({
  id: row.id,
  rowId: row.row_id,
  productId: row.product_id,
  combinationId: row.combination_id,
  ...(row.shop_id === null ? {} : { shopId: row.shop_id }),
  isKeptByStore: row.is_kept,
  quantity: row.quantity,
  judged: {
    ...(row.mk_id === null ? {} : { mkId: row.mk_id }),
    ...(row.target === null ? {} : { target: row.target }),
    ...(row.verdict === null ? {} : { verdict: StockVerdict.parse(row.verdict) }),
    ...(row.reason === null ? {} : { reason: Reason.parse(row.reason) }),
    terms: JSON.stringify(StockTerm.array().parse(row.terms ?? [])),
    levels: JSON.stringify(row.old_levels ?? []),
  },
  ...(row.due_at === null ? {} : { dueAt: new Date(row.due_at) }),
  isSum: row.is_sum,
  ...(row.code === null
    ? {}
    : {
        item: {
          code: row.code,
          kind: row.kind ?? 'goods',
          reference: row.reference ?? row.code,
          categories: row.categories ?? [],
          ...(row.manufacturer === null ? {} : { manufacturer: row.manufacturer }),
          twins: row.twins ?? 0,
        },
      }),
  erp: {
    count: row.erp_count,
    isService: row.is_service === true,
    ...(row.erp_mk_id === null ? {} : { mkId: row.erp_mk_id }),
  },
  levels: (row.levels ?? []).map(({ free, ...level }) => ({ ...level, ...(free === null ? {} : { free }) })),
  ...(row.read_at === null ? {} : { readAt: new Date(row.read_at) }),
})

/** `trim_scale` leaves what people would write. */
const levelsOf = (reading: number): SQL => sql`
  select jsonb_agg(jsonb_build_object('warehouseId', warehouse_id, 'amount', trim_scale(amount)::text,
           'free', trim_scale(free)::text) order by warehouse_id) as levels, min(read_at)::text as read_at
  from erp_levels
  where erp_levels.connection_id = s.connection_id and reading = ${reading} and erp_levels.mk_id = erp.mk_id`

const findFacts = async (tx: Tx, which: SQL, reading: number): Promise<StockFacts[]> => {
  const { rows } = await tx.execute<Row>(sql`
    select s.id, s.row_id, s.product_id, s.combination_id, s.row->>'shopId' as shop_id,
      coalesce((s.row->>'isKeptByStore')::boolean, false) as is_kept, s.quantity, s.mk_id, s.target, s.verdict, s.reason,
      s.terms, s.levels as old_levels, s.due_at::text as due_at,
      s.combination_id = '' and exists (
        select from stock_items other where other.connection_id = s.connection_id and other.product_id = s.product_id
          and other.combination_id <> '' and other.verdict is distinct from 'gone') as is_sum,
      item.code, item.snapshot->>'kind' as kind, item.snapshot->>'reference' as reference,
      item.snapshot->'categories' as categories, item.snapshot->>'manufacturer' as manufacturer, twins.twins,
      coalesce(erp.count, 0) as erp_count, erp.is_service, erp.mk_id as erp_mk_id, level.levels, level.read_at
    from stock_items s
    left join store_items item on item.connection_id = s.connection_id and item.product_id = s.product_id
      and item.combination_id = s.combination_id and item.gone_at is null
    left join lateral (
      select count(*)::int as twins from store_items twin
      where twin.connection_id = s.connection_id and twin.code = item.code and twin.code <> '' and twin.id <> item.id
        and twin.gone_at is null and (twin.is_active or not item.is_active)) twins on true
    left join lateral (
      select count(*)::int as count, min(mk_id) as mk_id, bool_or((snapshot->>'isService')::boolean) as is_service
      from erp_products product
      where product.connection_id = s.connection_id and product.code = item.code and product.code <> ''
        and (product.snapshot->>'isActive')::boolean) erp on true
    left join lateral (${levelsOf(reading)}) level on true
    where ${which}
    order by s.id`)
  return rows.map(toFacts)
}

/** A page of a connection's rows in the order of their ids. @param reading whose levels count */
export const findStockFacts = (
  tx: Tx,
  connectionId: ConnectionId,
  { reading, after, limit }: { reading: number; after?: string | undefined; limit: number },
): Promise<StockFacts[]> =>
  findFacts(
    tx,
    sql`s.id = any(array(
      select id from stock_items where connection_id = ${connectionId}
        and (${after ?? null}::uuid is null or id > ${after ?? null}::uuid) and verdict is distinct from 'gone'
      order by id limit ${limit}))`,
    reading,
  )

/** The same of given rows. */
export const findStockFactsOf = (tx: Tx, ids: readonly string[], reading: number): Promise<StockFacts[]> =>
  findFacts(tx, sql`s.id = any(${sql.param(ids)}::uuid[])`, reading)

/** Keeps rows as just read from the store. @param at when the reading began */
export const saveStockRows = async (
  tx: Tx,
  connectionId: ConnectionId,
  rows: readonly StockRow[],
  at: Date,
): Promise<void> => {
  if (rows.length === 0) return
  const records = rows.map(({ mark: _, rowId, productId, combinationId = '', quantity, ...row }) => ({
    id: newId(),
    rowId,
    productId,
    combinationId,
    quantity,
    row,
  }))
  await tx.execute(sql`
    insert into stock_items (id, connection_id, row_id, product_id, combination_id, row, quantity, quantity_at)
    select id, ${connectionId}, "rowId", "productId", "combinationId", row, quantity, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
      as read(id uuid, "rowId" text, "productId" text, "combinationId" text, quantity int, row jsonb)
    on conflict (connection_id, row_id) do update set
      product_id = excluded.product_id, combination_id = excluded.combination_id, row = excluded.row,
      quantity = excluded.quantity, quantity_at = excluded.quantity_at,
      verdict = nullif(stock_items.verdict, 'gone')`)
}

/** The store has these rows no more: a complete reading since this moment has not met them. @returns how many */
export const markRowsGone = async (
  tx: Tx,
  connectionId: ConnectionId,
  readBefore: Date,
  reason: Reason,
): Promise<number> => {
  const { rowCount } = await tx.execute(sql`
    update stock_items set verdict = 'gone', target = null, reason = ${JSON.stringify(reason)}::jsonb, judged_at = now(), due_at = null
    where connection_id = ${connectionId} and quantity_at < ${readBefore}::timestamptz and verdict is distinct from 'gone'`)
  return rowCount ?? 0
}

/** The shop of which this connection keeps the stock: the first of those that have rows. */
export const findOwnShop = async (tx: Tx, connectionId: ConnectionId): Promise<string | undefined> => {
  const { rows } = await tx.execute<{ shop: string | null }>(sql`
    select row->>'shopId' as shop from stock_items where connection_id = ${connectionId} and row->>'shopId' is not null
    group by 1 order by length(row->>'shopId'), 1 limit 1`)
  return rows[0]?.shop ?? undefined
}

/** What was found out of a row. */
export interface StockJudgement {
  id: string
  verdict: StockVerdict
  target: number | null
  terms: readonly StockTerm[] | null
  levels: StockFacts['levels'] | null
  mkId: string | null
  reason: Reason | null
}

export const saveJudgements = async (tx: Tx, judgements: readonly StockJudgement[]): Promise<void> => {
  if (judgements.length === 0) return
  await tx.execute(sql`
    update stock_items set
      verdict = found.verdict, target = found.target, terms = found.terms, levels = found.levels, mk_id = found."mkId",
      reason = found.reason,
      judged_at = case when stock_items.verdict is distinct from found.verdict or judged_at is null then now() else judged_at end
    from jsonb_to_recordset(${JSON.stringify(judgements)}::jsonb)
      as found(id uuid, verdict text, target int, terms jsonb, levels jsonb, "mkId" text, reason jsonb)
    where stock_items.id = found.id`)
}

/** Which rows are meant. */
export interface WhichRows {
  ids?: readonly string[]
  mkIds?: readonly string[]
  productIds?: readonly string[]
  /** Of the store or of its combinations, or the code by which they are matched. */
  codes?: readonly string[]
  verdict?: StockVerdict
}

const whichRows = ({ ids, mkIds, productIds, codes, verdict }: WhichRows): SQL => {
  const anyOf = (column: SQL, values: readonly string[] | undefined, type = 'text') =>
    values === undefined ? [] : [sql`${column} = any(${sql.param(values)}::${sql.raw(type)}[])`]
  return sql.join(
    [
      ...anyOf(sql`stock_items.id`, ids, 'uuid'),
      // A product that was matched only just now is found by its code.
      ...(mkIds === undefined
        ? []
        : [
            sql`(mk_id = any(${sql.param(mkIds)}::text[]) or (product_id, combination_id) in (
              select item.product_id, item.combination_id from erp_products product
              join store_items item on item.connection_id = product.connection_id and item.code = product.code
              where product.connection_id = stock_items.connection_id and product.mk_id = any(${sql.param(mkIds)}::text[])
                and product.code <> ''))`,
          ]),
      ...anyOf(sql`product_id`, productIds),
      ...(codes === undefined
        ? []
        : [
            sql`(product_id = any(${sql.param(codes)}::text[]) or (product_id, combination_id) in (
              select item.product_id, item.combination_id from store_items item
              where item.connection_id = stock_items.connection_id and item.code = any(${sql.param(codes)}::text[])))`,
          ]),
      ...(verdict === undefined ? [] : [sql`verdict = ${verdict}`]),
    ],
    sql` and `,
  )
}

/** Has rows found out again, and written. @returns their ids */
export const markStockDue = async (
  tx: Tx,
  connectionId: ConnectionId,
  which: WhichRows,
  { trigger, inMs = 0 }: { trigger: StockTrigger; inMs?: number },
): Promise<string[]> => {
  const dueAt = sql`clock_timestamp() + ${inMs} * interval '1 millisecond'`
  const { rows } = await tx.execute<{ id: string }>(sql`
    update stock_items set due_at = ${dueAt}, due_for = ${trigger}
    where connection_id = ${connectionId} and ${whichRows(which)} and verdict is distinct from 'gone'
    returning id`)
  return rows.map(({ id }) => id)
}

/** A row that waits to be found out. */
export interface DueRow {
  id: string
  trigger: StockTrigger
}

export const findDueRows = async (tx: Tx, connectionId: ConnectionId, limit: number): Promise<DueRow[]> => {
  const { rows } = await tx.execute<{ id: string; trigger: StockTrigger }>(sql`
    select id, due_for as trigger from stock_items
    where connection_id = ${connectionId} and due_at <= clock_timestamp() order by due_at, id limit ${limit}`)
  return rows
}

/** When the next row is due that is not due yet. */
export const findNextDue = async (tx: Tx, connectionId: ConnectionId): Promise<Date | undefined> => {
  const { rows } = await tx.execute<{ at: string | null }>(
    sql`select min(due_at)::text as at from stock_items where connection_id = ${connectionId} and due_at is not null`,
  )
  return rows[0]?.at ? new Date(rows[0].at) : undefined
}

/** These rows were found out; one that was asked for again since this moment stays due. */
export const settleRows = async (tx: Tx, ids: readonly string[], askedBefore: Date): Promise<void> => {
  if (ids.length === 0) return
  await tx.execute(sql`
    update stock_items set due_at = null, due_for = null
    where id = any(${sql.param(ids)}::uuid[]) and due_at <= ${askedBefore}::timestamptz`)
}

/** What the store holds now, written by us. */
export const noteWritten = async (tx: Tx, written: readonly { id: string; quantity: number }[]): Promise<void> => {
  if (written.length === 0) return
  await tx.execute(sql`
    update stock_items set quantity = written.quantity, quantity_at = clock_timestamp(), written_at = clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as written(id uuid, quantity int)
    where stock_items.id = written.id`)
}

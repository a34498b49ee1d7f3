import { Reason, StockTerm, StockVerdict } from '@pretok/domain'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { matchesItem } from './match-item.ts'
import { NotFoundError } from './not-found.ts'
import { stockItems, storeItems } from './schema.ts'

export interface StockFilter {
  connectionId?: string
  verdict?: StockVerdict
  /** A product's id in the store, the beginning of a code, or a part of a name. */
  text?: string
}

/** A row of a store's stock: what it holds, what it is to hold, and why. */
export interface ListedStock {
  id: string
  connectionId: string
  rowId: string
  productId: string
  combinationId?: string
  /** Of the item that it is, once that was read. */
  code?: string
  name?: string
  quantity: number
  quantityAt: Date
  target?: number
  terms?: StockTerm[]
  /** Absent = not looked at yet. */
  verdict?: StockVerdict
  reason?: Reason
  mkId?: string
  judgedAt?: Date
  writtenAt?: Date
  /** It waits to be looked at again. */
  dueAt?: Date
}

const listed = {
  id: stockItems.id,
  connectionId: stockItems.connectionId,
  rowId: stockItems.rowId,
  productId: stockItems.productId,
  combinationId: stockItems.combinationId,
  code: storeItems.code,
  name: storeItems.name,
  quantity: stockItems.quantity,
  quantityAt: stockItems.quantityAt,
  target: stockItems.target,
  terms: stockItems.terms,
  verdict: stockItems.verdict,
  reason: stockItems.reason,
  mkId: stockItems.mkId,
  judgedAt: stockItems.judgedAt,
  writtenAt: stockItems.writtenAt,
  dueAt: stockItems.dueAt,
}

const select = (tx: Tx) =>
  tx
    .select(listed)
    .from(stockItems)
    .leftJoin(
      storeItems,
      and(
        eq(storeItems.connectionId, stockItems.connectionId),
        eq(storeItems.productId, stockItems.productId),
        eq(storeItems.combinationId, stockItems.combinationId),
      ),
    )

type Row = Awaited<ReturnType<typeof select>>[number]

const toListed = (row: Row): ListedStock => {
  const { combinationId, code, name, target, terms, verdict, reason, mkId, judgedAt, writtenAt, dueAt, ...item } = row
  return {
    ...item,
    ...(combinationId === '' ? {} : { combinationId }),
    ...(code === null ? {} : { code }),
    ...(name === null ? {} : { name }),
    ...(target === null ? {} : { target }),
    ...(terms === null ? {} : { terms: StockTerm.array().parse(terms) }),
    ...(verdict === null ? {} : { verdict: StockVerdict.parse(verdict) }),
    ...(reason === null ? {} : { reason: Reason.parse(reason) }),
    ...(mkId === null ? {} : { mkId }),
    ...(judgedAt === null ? {} : { judgedAt }),
    ...(writtenAt === null ? {} : { writtenAt }),
    ...(dueAt === null ? {} : { dueAt }),
  }
}

/** In the order in which they were first read. @param page `after` is a row's id here */
export const listStock = async (
  tx: Tx,
  { connectionId, verdict, text }: StockFilter,
  page: { limit: number; after?: string },
): Promise<ListedStock[]> => {
  const rows = await select(tx)
    .where(
      and(
        connectionId === undefined ? undefined : eq(stockItems.connectionId, connectionId),
        verdict === undefined ? undefined : eq(stockItems.verdict, verdict),
        text === undefined ? undefined : matchesItem(text, stockItems.productId),
        page.after === undefined ? undefined : gt(stockItems.id, page.after),
      ),
    )
    .orderBy(asc(stockItems.id))
    .limit(page.limit)
  return rows.map(toListed)
}

/** @throws {NotFoundError} */
export const getStock = async (tx: Tx, id: string): Promise<ListedStock> => {
  const [row] = await select(tx).where(eq(stockItems.id, id))
  if (!row) throw new NotFoundError('stock row', id)
  return toListed(row)
}

/** How many rows there are of each verdict, the most frequent first. */
export const countStock = async (
  tx: Tx,
  connectionId: string,
): Promise<{ verdict?: StockVerdict; code?: string; count: number }[]> => {
  const { rows } = await tx.execute<{ verdict: string | null; code: string | null; count: number }>(sql`
    select verdict, reason->>'code' as code, count(*)::int as count
    from stock_items where connection_id = ${connectionId} group by 1, 2 order by 3 desc, 1, 2`)
  return rows.map(({ verdict, code, count }) => ({
    ...(verdict === null ? {} : { verdict: StockVerdict.parse(verdict) }),
    ...(code === null ? {} : { code }),
    count,
  }))
}

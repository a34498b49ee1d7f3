import type { ConnectionId, ErpLevel } from '@pretok/domain'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { erpLevels, stockStates } from './schema.ts'

/** One reading of the ERP's whole stock. */
export interface Reading {
  number: number
  /** When it began, by the database's clock: what was booked before is in it. */
  readFrom: Date
}

/** The reading that counts; absent before the first that was complete. */
export interface CompleteReading extends Reading {
  rows: number
}

/** The database's clock. */
export const findNow = async (tx: Tx): Promise<Date> => {
  const { rows } = await tx.execute<{ now: string }>(sql`select clock_timestamp()::text as now`)
  return new Date(rows[0]?.now ?? Number.NaN)
}

export const findReading = async (tx: Tx, connectionId: ConnectionId): Promise<CompleteReading | undefined> => {
  const [state] = await tx.select().from(stockStates).where(eq(stockStates.connectionId, connectionId))
  if (!state || state.reading === null || state.readFrom === null) return undefined
  return { number: state.reading, readFrom: state.readFrom, rows: state.readRows }
}

/** Begins a reading: nobody looks at it before it is complete. */
export const beginReading = async (tx: Tx, connectionId: ConnectionId): Promise<Reading> => {
  const [state] = await tx
    .insert(stockStates)
    .values({ connectionId, lastReading: 1 })
    .onConflictDoUpdate({
      target: stockStates.connectionId,
      set: { lastReading: sql`${stockStates.lastReading} + 1` },
    })
    .returning({
      number: stockStates.lastReading,
      readFrom: sql<Date>`clock_timestamp()`.mapWith(stockStates.readFrom),
    })
  if (!state) throw new Error('a row that was inserted is there')
  return state
}

const toRecords = (levels: readonly ErpLevel[]): string =>
  JSON.stringify(levels.map(({ mkId, warehouseId, amount, free }) => ({ mkId, warehouseId, amount, free })))

/** Adds a page to a reading. A product that comes on two pages has the two together. */
export const saveLevels = async (
  tx: Tx,
  connectionId: ConnectionId,
  { number, readFrom }: Reading,
  levels: readonly ErpLevel[],
): Promise<void> => {
  if (levels.length === 0) return
  await tx.execute(sql`
    insert into erp_levels (connection_id, reading, mk_id, warehouse_id, amount, free, read_at)
    select ${connectionId}, ${number}, "mkId", "warehouseId", amount, free, ${readFrom}::timestamptz
    from jsonb_to_recordset(${toRecords(levels)}::jsonb)
      as level("mkId" text, "warehouseId" text, amount numeric, free numeric)
    on conflict (connection_id, reading, mk_id, warehouse_id) do update set
      amount = erp_levels.amount + excluded.amount, free = erp_levels.free + excluded.free`)
}

/** Puts what the ERP says of these products now in the place of what a reading had; one without levels has none. */
export const replaceLevels = async (
  tx: Tx,
  connectionId: ConnectionId,
  reading: Reading,
  mkIds: readonly string[],
  levels: readonly ErpLevel[],
): Promise<void> => {
  await tx
    .delete(erpLevels)
    .where(
      and(
        eq(erpLevels.connectionId, connectionId),
        eq(erpLevels.reading, reading.number),
        inArray(erpLevels.mkId, [...mkIds]),
      ),
    )
  await saveLevels(tx, connectionId, reading, levels)
}

/** From here on this reading counts, and no other. */
export const completeReading = async (
  tx: Tx,
  connectionId: ConnectionId,
  { number, readFrom }: Reading,
  rows: number,
): Promise<void> => {
  await tx
    .update(stockStates)
    .set({ reading: number, readFrom, readRows: rows })
    .where(eq(stockStates.connectionId, connectionId))
}

/** A reading takes ten minutes at most: what is older and does not count was left by a process that ended. */
const leftBehindMinutes = 30

/**
 * Deletes levels of readings that do not count, a batch of them.
 *
 * @param dropped readings that nobody needs any more; others may be under way, and go when they are old
 * @returns how many; as many as `limit` means that there may be more
 */
export const deleteOldLevels = async (
  tx: Tx,
  connectionId: ConnectionId,
  dropped: readonly number[],
  limit: number,
): Promise<number> => {
  const { rowCount } = await tx.execute(sql`
    delete from erp_levels where ctid = any(array(
      select ctid from erp_levels
      where connection_id = ${connectionId}
        and reading is distinct from (select reading from stock_states where connection_id = ${connectionId})
        and (reading = any(${sql.param(dropped)}::int[]) or read_at < now() - ${leftBehindMinutes} * interval '1 minute')
      limit ${limit}))`)
  return rowCount ?? 0
}

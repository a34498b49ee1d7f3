import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from './database.ts'
import { cursors } from './schema.ts'

/** How far a flow of a connection has read; `undefined` before its first page. */
export const findCursor = async <T extends z.ZodType>(
  tx: Tx,
  connectionId: string,
  flow: string,
  schema: T,
): Promise<z.output<T> | undefined> => {
  const [row] = await tx
    .select({ cursor: cursors.cursor })
    .from(cursors)
    .where(and(eq(cursors.connectionId, connectionId), eq(cursors.flow, flow)))
  return row && schema.parse(row.cursor)
}

export const saveCursor = async (tx: Tx, connectionId: string, flow: string, cursor: unknown): Promise<void> => {
  const updatedAt = new Date()
  await tx
    .insert(cursors)
    .values({ connectionId, flow, cursor, updatedAt })
    .onConflictDoUpdate({ target: [cursors.connectionId, cursors.flow], set: { cursor, updatedAt } })
}

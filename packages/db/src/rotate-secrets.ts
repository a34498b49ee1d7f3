import { type SecretBox, SecretUnreadableError } from '@pretok/kernel'
import { and, asc, eq, gt } from 'drizzle-orm'
import type { Tx } from './database.ts'
import { connections } from './schema.ts'
import { type SealedColumn, sealedColumns, toContext } from './sealed-columns.ts'

export interface Rotation {
  /** Secrets that are under the first key now, and were not before. */
  resealed: number
  /** Connections with a secret whose key is not there any more: it has to be entered anew. */
  unreadable: string[]
}

const pageSize = 100

/**
 * Seals every secret under the first key, while everything runs: a secret that somebody changes meanwhile is left as they made it, and
 * nothing else of a connection is touched.
 */
export const rotateSecrets = async (tx: Tx, box: SecretBox): Promise<Rotation> => {
  const unreadable = new Set<string>()
  let resealed = 0

  const reseal = async (id: string, column: SealedColumn, old: string): Promise<void> => {
    try {
      const context = toContext(id, column)
      const sealed = box.seal(box.open(old, context), context)
      const isStillOld = and(eq(connections.id, id), eq(connections[column], old))
      const { rowCount } = await tx
        .update(connections)
        .set({ [column]: sealed })
        .where(isStillOld)
      resealed += rowCount ?? 0
    } catch (error) {
      if (!(error instanceof SecretUnreadableError)) throw error
      unreadable.add(id)
    }
  }

  let after: string | undefined
  do {
    const page = await tx
      .select()
      .from(connections)
      .where(after === undefined ? undefined : gt(connections.id, after))
      .orderBy(asc(connections.id))
      .limit(pageSize)
    for (const row of page) {
      for (const column of sealedColumns) {
        const sealed = row[column]
        if (sealed !== null && !box.isCurrent(sealed)) await reseal(row.id, column, sealed)
      }
    }
    after = page.length === pageSize ? page.at(-1)?.id : undefined
  } while (after !== undefined)
  return { resealed, unreadable: [...unreadable] }
}

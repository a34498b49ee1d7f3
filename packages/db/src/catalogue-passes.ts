import { z } from 'zod'
import { findCursor, saveCursor } from './cursors.ts'
import type { Tx } from './database.ts'

/** How far one of the two catalogues was read whole. */
export const CataloguePass = z.object({
  /** The one that is under way: when it began, where it goes on, and the syncs that wait for it. */
  current: z
    .object({
      beganAt: z.iso.datetime(),
      /** Opaque to everybody but the store; absent = from the beginning. */
      after: z.object({ changedAt: z.string().optional(), id: z.string().optional() }).optional(),
      /** All pages were read, and what was not met is being looked for. */
      isRead: z.boolean().default(false),
      syncIds: z.array(z.string()).default([]),
    })
    .optional(),
  /** When the last one that was complete began. */
  completeAt: z.iso.datetime().optional(),
  /** The syncs that it was for. */
  served: z.array(z.string()).default([]),
})
export type CataloguePass = z.output<typeof CataloguePass>

type CatalogueSide = 'store' | 'erp'

const cursorOf = (side: CatalogueSide): string => `products:whole-${side}`

export const findPass = async (tx: Tx, connectionId: string, side: CatalogueSide): Promise<CataloguePass> =>
  (await findCursor(tx, connectionId, cursorOf(side), CataloguePass)) ?? CataloguePass.parse({})

export const savePass = (tx: Tx, connectionId: string, side: CatalogueSide, pass: CataloguePass): Promise<void> =>
  saveCursor(tx, connectionId, cursorOf(side), pass)

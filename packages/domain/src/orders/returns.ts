import { z } from 'zod'
import type { StoreOrder } from './order.ts'
import { lineCode } from './to-sales-order.ts'

/** Numbers of pieces, by the store's lines. */
export const Pieces = z.record(z.string(), z.int().positive())
export type Pieces = Readonly<z.output<typeof Pieces>>

export interface ReturnedLine {
  storeLineId: string
  code: string
  pieces: number
}

/**
 * What has come back and no complaint tells of yet. A store notes what customers send back; what it puts back to stock with a refund
 * has come back as well, if it ever left.
 *
 * @param hasLeft whether the goods went out
 */
export const findReturns = (
  order: StoreOrder,
  { claimed, hasLeft }: { claimed: Pieces; hasLeft: boolean },
): ReturnedLine[] =>
  order.lines.flatMap((line) => {
    const { storeLineId, returned = 0, restocked = 0 } = line
    const pieces = Math.max(returned, hasLeft ? restocked : 0) - (claimed[storeLineId] ?? 0)
    return pieces > 0 ? [{ storeLineId, code: lineCode(line), pieces }] : []
  })

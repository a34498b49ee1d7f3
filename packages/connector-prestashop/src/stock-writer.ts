import {
  type PrestashopClient,
  RecordNotFoundError,
  RequestRejectedError,
  ShopFailedError,
} from '@pretok/client-prestashop'
import type { PortOptions, StockRow, StockStore, StockWrite, StockWritten } from '@pretok/domain'
import { readMarks } from './stock-rows.ts'

/** What the column of a quantity holds. Older versions do not refuse what is beyond, but store its end. */
const most = 2 ** 31 - 1
const least = -(2 ** 31)

const isStorable = ({ quantity }: StockWrite): boolean =>
  Number.isInteger(quantity) && quantity >= least && quantity <= most

const toRecord = ({ row, quantity }: StockWrite): StockRow['mark'] => ({ ...row.mark, quantity: String(quantity) })

const isSame = (one: StockRow['mark'] | undefined, other: StockRow['mark']): boolean =>
  one !== undefined && Object.entries(other).every(([field, value]) => one[field] === value)

const isDone = (write: StockWrite): boolean => isSame(write.row.mark, toRecord(write))

/** A verdict on one of the rows that were sent. Everything else concerns the whole call. */
const findRefusal = (error: unknown): { code: string; message: string } | undefined => {
  const isVerdict =
    error instanceof RequestRejectedError || error instanceof RecordNotFoundError || error instanceof ShopFailedError
  if (!isVerdict || error.details['shopCode'] === undefined) return undefined
  return { code: String(error.details['shopCode']), message: String(error.details['shopMessage']) }
}

/**
 * Writes many rows with one PUT.
 *
 * PrestaShop saves them in their order, stops at the first that it refuses, and does not say which that was. So the rows are read
 * again: up to the last that holds its new quantity all were saved, and the next one is written alone, which tells what is wrong with
 * it. The others follow together, but only those that still stand as they did: what was sold meanwhile must not be undone.
 */
export const createStockWriter = (client: PrestashopClient): Pick<StockStore, 'writeStock'> => {
  /** @returns the refusal of one of them */
  const send = async (writes: readonly StockWrite[], options: PortOptions) => {
    try {
      await client.putAll('stock_availables', writes.map(toRecord), options)
      return undefined
    } catch (error) {
      const refusal = findRefusal(error)
      if (refusal) return refusal
      throw error
    }
  }

  /** What became of the rows of a refused PUT. */
  const lookAt = async (sent: readonly StockWrite[], options: PortOptions) => {
    const rowIds = sent.map(({ row }) => row.rowId)
    const marks = await readMarks(client, rowIds, options)
    const markOf = ({ row }: StockWrite) => marks.get(row.rowId)
    const last = sent.findLastIndex((write) => isSame(markOf(write), toRecord(write)))
    const open = sent.slice(last + 1)
    return {
      saved: sent.slice(0, last + 1),
      // One that is gone is written too, so that the shop says so.
      untouched: open.filter((write) => !marks.has(write.row.rowId) || isSame(markOf(write), write.row.mark)),
    }
  }

  return {
    async writeStock(writes, options = {}) {
      const storable = writes.filter(isStorable)
      const done = storable.filter(isDone)
      let left = storable.filter((write) => !isDone(write))
      const refused: StockWritten['refused'] = []
      const refuse = ({ row }: StockWrite, words: { code: string; message: string }) =>
        refused.push({ rowId: row.rowId, ...words })

      for (const write of writes.filter((one) => !isStorable(one))) {
        const message = `PrestaShop holds whole quantities from ${least} to ${most}, not ${write.quantity}`
        refuse(write, { code: 'range', message })
      }
      while (left.length > 0) {
        const refusal = await send(left, options)
        if (!refusal) {
          done.push(...left)
          break
        }
        const [only, another] = left
        if (only && !another) {
          refuse(only, refusal)
          break
        }
        const { saved, untouched } = await lookAt(left, options)
        done.push(...saved)
        const [next, ...others] = untouched
        if (!next) break
        const itsRefusal = await send([next], options)
        if (itsRefusal) refuse(next, itsRefusal)
        else done.push(next)
        left = others
      }
      return { written: done.map(({ row }) => row.rowId), refused }
    },
  }
}

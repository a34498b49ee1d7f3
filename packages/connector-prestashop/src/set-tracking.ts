import { equal, OrderCarrier, type PrestashopClient } from '@pretok/client-prestashop'
import type { Store, TrackingWrite, TrackingWritten } from '@pretok/domain'
import { AppError } from '@pretok/kernel'

/** PrestaShop's `isTrackingNumber`, without `#`, which cuts the link to the carrier off. */
const writable = /^[~:,%&_=()[\]. ?+\-@/a-zA-Z0-9]+$/

/** A row of a carrier holds one text. */
const longestText = 64
const separator = ', '

/** One text of as many numbers as it can hold. */
const join = (numbers: readonly string[]): { text: string; leftOut: string[] } => {
  const leftOut: string[] = []
  let text = ''
  for (const number of numbers) {
    const longer = text === '' ? number : `${text}${separator}${number}`
    if (writable.test(number) && longer.length <= longestText) text = longer
    else leftOut.push(number)
  }
  return { text, leftOut }
}

/** Whether a text that stands there may make room: ours, or part of what we know. */
const mayReplace = (standing: string, { numbers, ours }: TrackingWrite): boolean =>
  standing === '' ||
  standing === ours ||
  standing
    .split(/[,;\s]+/)
    .filter(Boolean)
    .every((number) => numbers.includes(number))

/**
 * Writes tracking numbers to an order's parcel. Several share one row; of several rows the last counts, as it does for the shop. The row
 * is sent back whole, since a PUT empties what it does not name.
 */
export const createTrackingWriter = (client: PrestashopClient): Pick<Store, 'setTracking'> => ({
  async setTracking(tracking, options = {}) {
    const { storeOrderId, numbers, mail } = tracking
    const findParcel = async (): Promise<OrderCarrier | undefined> =>
      (
        await client.list(
          'order_carriers',
          OrderCarrier,
          { filter: { id_order: equal(storeOrderId) }, sort: [['id', 'DESC']], limit: 1 },
          options,
        )
      )[0]

    const { text, leftOut } = join(numbers)
    const parcel = await findParcel()
    if (!parcel) return { outcome: 'no-parcel', text: '', leftOut: [] }
    if (text === '') return { outcome: 'kept', text: parcel.tracking_number, leftOut }

    let written: TrackingWritten | undefined
    try {
      await client.put(
        'order_carriers',
        parcel.id,
        (row) => {
          const standing = row.get('tracking_number') ?? ''
          const outcome = standing === text ? 'there' : mayReplace(standing, tracking) ? 'set' : 'kept'
          written = { outcome, text: outcome === 'kept' ? standing : text, leftOut }
          if (outcome === 'set') row.set('tracking_number', text)
        },
        { ...options, sendEmail: mail },
      )
    } catch (error) {
      if (written?.outcome !== 'set' || !(error instanceof AppError)) throw error
      // No answer, or half of one: the customer's mail must not go out twice.
      const now = await findParcel().catch(() => undefined)
      if (now?.tracking_number !== text) throw error
    }
    if (!written) throw new Error(`nothing was decided about the parcel of order ${storeOrderId}`)
    return written
  },
})

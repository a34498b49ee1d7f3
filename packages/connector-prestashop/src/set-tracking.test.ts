import { type PrestashopSandbox, startPrestashopSandbox } from '@pretok/sandbox'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openShop } from './testing/shop-client.ts'

let shop: PrestashopSandbox
beforeEach(async () => {
  shop = await startPrestashopSandbox()
  onTestFinished(() => shop.close())
})

const write = (
  numbers: readonly string[],
  { id = 6, ours, mail = false }: { id?: number; ours?: string; mail?: boolean } = {},
) => openShop(shop).setTracking({ storeOrderId: String(id), numbers, mail, ...(ours === undefined ? {} : { ours }) })

const parcelOf = (id: number) => shop.shop.rows('order_carriers').find((row) => row['id_order'] === String(id))
const puts = () => shop.requests.list().filter(({ method }) => method === 'PUT')
const sixtyCharacters = 'A'.repeat(60)

describe('a tracking number', () => {
  it('comes to the parcel, and nothing else of it changes, nor of the order', async () => {
    const [parcel, order] = [parcelOf(6), shop.shop.row('orders', 6)]
    expect(await write(['RR555666777SI'])).toEqual({ outcome: 'set', text: 'RR555666777SI', leftOut: [] })
    expect(parcelOf(6)).toEqual({ ...parcel, tracking_number: 'RR555666777SI' })
    expect(shop.shop.row('orders', 6)).toEqual({ ...order, shipping_number: 'RR555666777SI' })
    expect(puts().map(({ path, query }) => [path, query])).toEqual([['/api/order_carriers/6', '']])
  })

  it('that is there already is not written again', async () => {
    await write(['RR1'])
    shop.requests.clear()
    expect(await write(['RR1'], { mail: true })).toMatchObject({ outcome: 'there', text: 'RR1' })
    expect(puts()).toEqual([])
  })

  it('trap 52: is mailed where that is wanted, with the word that PrestaShop knows', async () => {
    await write(['RR1'], { mail: true })
    expect(puts().map(({ query }) => query)).toEqual(['sendemail=1'])
  })

  it('trap 52: of two parcels stands with the other in the one row', async () => {
    expect(await write(['RR1', 'RR2'])).toMatchObject({ outcome: 'set', text: 'RR1, RR2' })
    expect(parcelOf(6)).toMatchObject({ tracking_number: 'RR1, RR2' })
  })

  it.each([
    ['RR{1}', ['RR{1}', 'RR2'], ['RR{1}']],
    ['RR#1', ['RR#1', 'RR2'], ['RR#1']],
    ['too long', ['RR2', sixtyCharacters], [sixtyCharacters]],
  ])('that the shop cannot hold (%s) is left out and told', async (_what, numbers, leftOut) => {
    expect(await write(numbers)).toEqual({ outcome: 'set', text: 'RR2', leftOut })
  })

  it('that is the only one and cannot be held leaves the parcel alone', async () => {
    expect(await write(['RR{1}'])).toMatchObject({ outcome: 'kept', leftOut: ['RR{1}'] })
    expect(puts()).toEqual([])
  })

  it('that somebody typed in stays, unless it is ours or one of ours', async () => {
    shop.backOffice.setTracking(6, 'BY-HAND')
    expect(await write(['RR1'])).toEqual({ outcome: 'kept', text: 'BY-HAND', leftOut: [] })
    expect(await write(['RR1'], { ours: 'BY-HAND' })).toMatchObject({ outcome: 'set' })
    expect(await write(['RR1', 'RR2'])).toMatchObject({ outcome: 'set', text: 'RR1, RR2' })
  })

  it('of an order that needs no delivery has no place', async () => {
    const parcel = parcelOf(6)
    shop.shop.remove('order_carriers', parcel?.id ?? 0)
    expect(await write(['RR1'])).toMatchObject({ outcome: 'no-parcel' })
  })

  it.each([{ kind: 'hang-up', when: 'after' }, { kind: 'cut-body' }] as const)(
    'is looked up when no answer came ($kind), and mailed once',
    async (effect) => {
      shop.faults.add({ effect, method: 'PUT', resource: 'order_carriers', times: 1 })
      expect(await write(['RR1'], { mail: true })).toMatchObject({ outcome: 'set' })
      expect(puts()).toHaveLength(1)
    },
  )

  it('that was not written and got no answer leaves the outcome open', async () => {
    shop.faults.add({
      effect: { kind: 'hang-up', when: 'before' },
      method: 'PUT',
      resource: 'order_carriers',
      times: 1,
    })
    await expect(write(['RR1'])).rejects.toMatchObject({ code: 'ERR_REMOTE_OUTCOME_UNKNOWN' })
  })
})

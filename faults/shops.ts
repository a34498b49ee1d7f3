import { randomBytes } from 'node:crypto'
import {
  type MetakockaCompany,
  type MetakockaSandbox,
  type PrestashopRow,
  type PrestashopSandbox,
  startMetakockaSandbox,
  startPrestashopSandbox,
} from '@pretok/sandbox'
import type { Change, Expectation, PlannedOrder } from './orders.ts'
import { orderKinds } from './orders.ts'

/** An order that stands in a shop, and how it must end. */
export interface PlacedOrder {
  storeOrderId: string
  reference: string
  totalPaid: string
  kind: PlannedOrder['kind']
  ends: Expectation
}

/** A shop, and the company in the ERP that it is to be kept in step with. */
export interface Shop {
  name: string
  store: PrestashopSandbox
  company: MetakockaCompany
  /** What `POST /v1/connections` wants. */
  connection: { name: string; store: object; erp: object; settings: object }
  /** Begins the number of each document in the ERP. */
  prefix: string
  placed: PlacedOrder[]
  place(planned: Pick<PlannedOrder, 'kind' | 'model'>): PlacedOrder
  change(order: PlacedOrder, what: Change): void
}

export interface Shops {
  all: readonly Shop[]
  erp: MetakockaSandbox
  /** Everything that must not be found in logs. */
  secrets: readonly string[]
  close(): Promise<void>
}

const branch = { street: 'Cesta na branch 7', city: 'Jesenice', postcode: '4270' }
const firmAddressId = 9

const addBranch = ({ shop }: PrestashopSandbox): string => {
  const { id: _, ...firm } = shop.row('addresses', firmAddressId) as PrestashopRow
  const { street, city, postcode } = branch
  return String(shop.insert('addresses', { ...firm, address1: street, city, postcode }).id)
}

const text = (row: PrestashopRow, field: string): string => String(row[field])

const startShop = async (number: number, seed: number, erp: MetakockaSandbox): Promise<Shop> => {
  const store = await startPrestashopSandbox({ seed: seed + number })
  const { shop } = store
  const models = new Map(shop.rows('orders').map((row) => [row.id, row]))
  for (const id of models.keys()) shop.remove('orders', id)
  const branchAddressId = addBranch(store)

  const companyId = String(1000 + number)
  const secretKey = randomBytes(16).toString('hex')
  // Without a fiscal register the ERP refuses payments in cash: so that there is something to refuse.
  const company = erp.addCompany({ companyId, secretKey, settings: { fiscalRegister: false } })
  const prefix = `S${number}-`
  const name = `Shop ${number}`
  const placed: PlacedOrder[] = []

  return {
    name,
    store,
    company,
    prefix,
    placed,
    connection: {
      name,
      store: { url: store.url, key: store.keys['valid-key'] },
      erp: { baseUrl: erp.url, companyId, secretKey },
      settings: {
        orders: {
          buyerOrderPrefix: prefix,
          pollSeconds: 15,
          otherPaymentType: 'PayPal',
          paymentTypes: {
            ps_checkpayment: 'Transakcijski račun',
            ps_wirepayment: 'Gotovina',
            ps_cashondelivery: 'Kripto',
          },
        },
      },
    },
    place({ kind, model }) {
      const row = models.get(model)
      if (!row) throw new Error(`the recorded shop has no order ${model}`)
      // The copy is made of a row in the shop. Nobody sees it there: nothing is answered before this function ends.
      shop.insert('orders', row)
      const [order] = store.placeOrders(model)
      shop.remove('orders', model)
      if (!order) throw new Error('no order was placed')
      if (kind === 'ofBranch') {
        shop.update('orders', order.id, { id_address_invoice: branchAddressId, id_address_delivery: branchAddressId })
      }
      const one: PlacedOrder = {
        storeOrderId: String(order.id),
        reference: text(order, 'reference'),
        totalPaid: text(order, 'total_paid'),
        kind,
        ends: orderKinds[kind].ends,
      }
      placed.push(one)
      return one
    },
    change({ storeOrderId, reference, totalPaid }, what) {
      const id = Number(storeOrderId)
      const now = shop.now()
      if (what === 'paid') {
        const { id: _, ...payment } = shop.rows('order_payments')[0] as PrestashopRow
        shop.insert('order_payments', { ...payment, order_reference: reference, amount: totalPaid, date_add: now })
        shop.update('orders', id, { current_state: '2', valid: '1', total_paid_real: totalPaid, date_upd: now })
      } else if (what === 'cancelled') shop.update('orders', id, { current_state: '6', valid: '0', date_upd: now })
      else shop.update('orders', id, { date_upd: now })
    },
  }
}

/** Starts the stand-ins: a store per connection, and one ERP with a company for each. */
export const startShops = async (count: number, seed: number): Promise<Shops> => {
  const erp = await startMetakockaSandbox({ faultSeed: seed })
  const all = await Promise.all(Array.from({ length: count }, (_, index) => startShop(index + 1, seed, erp)))
  return {
    all,
    erp,
    secrets: [
      ...all.flatMap(({ store, connection }) => [
        store.keys['valid-key'],
        (connection.erp as { secretKey: string }).secretKey,
      ]),
      'Šuštaršič',
      '@mail.example',
      branch.street,
    ],
    close: async () => {
      await Promise.all([...all.map(({ store }) => store.close()), erp.close()])
    },
  }
}

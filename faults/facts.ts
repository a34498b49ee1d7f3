import type { Database } from '@pretok/db'
import { OrderState } from '@pretok/domain'
import { z } from 'zod'
import type { Gateway } from './gateway.ts'
import type { ErpPartner, HookFacts, ShopFacts, WorkFacts } from './judge.ts'
import type { Shop } from './shops.ts'

const TellingReason = z.object({
  code: z.string(),
  message: z.string(),
  messageSl: z.string(),
  remedy: z.string(),
  remedySl: z.string(),
})

const HubOrder = z.object({
  id: z.string(),
  storeOrderId: z.string(),
  state: OrderState,
  reason: TellingReason.optional(),
  totalPaid: z.string(),
  erp: z.object({ mkId: z.string(), buyerOrder: z.string(), total: z.string() }).optional(),
})

const HubSync = z.object({ id: z.string(), state: z.string(), reason: TellingReason.optional() })

const HubConnection = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  pausedReason: TellingReason.optional(),
})

const Address = z.object({
  street: z.string().default(''),
  post_number: z.string().default(''),
  city: z.string().default(''),
})
const Partner = z.object({
  customer: z.string(),
  tax_id_number: z.string().default(''),
  partner_delivery_address_list: z.preprocess((list) => (Array.isArray(list) ? list : [list]), z.array(Address)),
})

const toPartner = (printed: unknown): ErpPartner => {
  const { customer, tax_id_number, partner_delivery_address_list } = Partner.parse(printed)
  return {
    name: customer,
    taxNumber: tax_id_number,
    addresses: partner_delivery_address_list.map(
      ({ street, post_number, city }) => `${street}, ${post_number} ${city}`,
    ),
  }
}

/** A row of the work table, which the API does not show. */
export interface WorkRow extends WorkFacts {
  id: string
  /** For the transfer of an order: which one, and its state. */
  orderId?: string
  orderState?: OrderState
}

export const readWork = async ({ pool }: Database): Promise<WorkRow[]> => {
  const { rows } = await pool.query(
    `select work.id, work.connection_id as "connectionId", job, work.state, run_at > now() as "isLater",
       coalesce(lease_until > now(), false) as "isHeld", last_error->>'code' as "lastError",
       orders.id as "orderId", orders.state as "orderState"
     from work left join orders on orders.id = (payload->>'orderId')::uuid order by work.id`,
  )
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as never)
}

/** Lets time pass for work that waits. */
export const letTimePass = async ({ pool }: Database, { id }: WorkRow): Promise<void> => {
  await pool.query("update work set run_at = now() where id = $1 and state = 'waiting'", [id])
}

/** How many orders Pretok has of all shops together. */
export const countOrders = async ({ pool }: Database): Promise<number> => {
  const { rows } = await pool.query('select count(*)::int as orders from orders')
  return rows[0].orders
}

/** Webhooks, as the database has them. @param accepted ids of those that were answered as new, and how often */
export const readHooks = async ({ pool }: Database, accepted: ReadonlyMap<string, number>): Promise<HookFacts> => {
  const { rows } = await pool.query('select event_id as id, handled_at is null as open from inbound_events')
  const stored = new Set(rows.map(({ id }) => id))
  return {
    accepted,
    unhandled: rows.filter(({ open }) => open).length,
    lost: [...accepted.keys()].filter((id) => !stored.has(id)),
  }
}

/** What there is of a shop: in Pretok by its API, in the ERP by looking into it. */
export const readShop = async (
  gateway: Gateway,
  { name, prefix, placed, company }: Shop,
  syncsAsked: number,
): Promise<ShopFacts> => {
  const connections = (await gateway.list('/v1/connections', HubConnection)).filter((one) => one.name === name)
  const ofAll = async <T extends z.ZodType>(path: (id: string) => string, item: T): Promise<z.output<T>[]> =>
    (await Promise.all(connections.map(({ id }) => gateway.list(path(id), item)))).flat()
  return {
    name,
    prefix,
    placed,
    connections,
    orders: await ofAll((id) => `/v1/orders?connectionId=${id}`, HubOrder),
    syncs: await ofAll((id) => `/v1/connections/${id}/syncs`, HubSync),
    syncsAsked,
    documents: company.documents('sales_order').map(({ mk_id, buyer_order = '', sum_all = '0' }) => ({
      mkId: mk_id,
      buyerOrder: buyer_order,
      total: sum_all,
    })),
    partners: company.partners().map(toPartner),
    productCodes: company.products().map(({ code }) => String(code)),
  }
}

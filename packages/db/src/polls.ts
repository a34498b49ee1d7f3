import {
  type ConnectionId,
  FlowSettings,
  OrderSettings,
  ProductSettings,
  StatusSettings,
  StockSettings,
} from '@pretok/domain'
import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from './database.ts'

/** What of a connection is to be asked for again and again: what changed, or what a side says of itself. */
export type PolledFlow = 'orders' | 'statuses' | 'products' | 'stock' | 'store-facts' | 'erp-facts'

export interface Poll {
  connectionId: ConnectionId
  flow: PolledFlow
  everyMs: number
}

/** Settings that were stored before a field was there lack it. */
const usualSeconds = {
  orders: OrderSettings.parse({}).pollSeconds,
  statuses: StatusSettings.parse({}).pollSeconds,
  products: ProductSettings.parse({}).pollSeconds,
  stock: StockSettings.parse({}).pollSeconds,
}
type Paced = keyof typeof usualSeconds

const usuallyOn = FlowSettings.parse({})

const isOn = (flow: Paced): SQL =>
  sql`coalesce((settings #>> array['flows', ${flow}])::boolean, ${usuallyOn[flow]}::boolean)`

/** Stock has to know the catalogue, and which orders have left. */
const neededByStock: readonly Paced[] = ['products', 'statuses']

/** Seconds between two polls of a flow, `0` = never. */
const secondsOf = (flow: Paced): SQL => sql`
  case when ${isOn(flow)} or (${neededByStock.includes(flow)}::boolean and ${isOn('stock')})
    then coalesce((settings #>> array[${flow}, 'pollSeconds'])::int, ${usualSeconds[flow]}::int) else 0 end`

/** Warehouses, order states and the like change a few times a year; a test of the connection reads them anew at once. */
const factsSeconds = 24 * 3_600

const isPaced = (flow: PolledFlow): flow is Paced => flow in usualSeconds

/** When these are to be polled of all active connections: flows that are switched on, save those whose settings say never, and facts. */
export const findPolls = async (tx: Tx, flows: readonly PolledFlow[]): Promise<Poll[]> => {
  const seconds = flows.map(
    (flow) => sql`select ${flow} as flow, ${isPaced(flow) ? secondsOf(flow) : factsSeconds}::int as seconds`,
  )
  const { rows } = await tx.execute<{ id: ConnectionId; flow: PolledFlow; seconds: number }>(sql`
    select id, flow, seconds from connections
    cross join lateral (${sql.join(seconds, sql` union all `)}) polled
    where state = 'active' and seconds > 0`)
  return rows.map(({ id: connectionId, flow, seconds }) => ({ connectionId, flow, everyMs: seconds * 1_000 }))
}

import { z } from 'zod'
import { about } from './about.ts'
import { ChangeSettings } from './orders/change-settings.ts'
import { OrderSettings } from './orders/order-settings.ts'
import { StatusSettings } from './orders/status-settings.ts'
import { ProductSettings } from './products/product-settings.ts'
import { StockSettings } from './stock/stock-settings.ts'

/** For a flow that can be switched on, and its rights tested, before it is carried out. */
const aboutLater = (description: string, descriptionSl: string) =>
  about(`${description} Not carried out by this version yet.`, `${descriptionSl} Ta različica tega še ne izvaja.`)

/** What flows over a connection: `statuses` is the way back, shipment news to the store. */
export const Flow = z.enum(['orders', 'products', 'stock', 'statuses', 'invoices'])
export type Flow = z.output<typeof Flow>

/** Which flows are switched on. A test of the connection asks for the rights of these. */
export const FlowSettings = z.object({
  orders: z.boolean().default(true).meta(about('Orders, store to MetaKocka.', 'Naročila, iz trgovine v MetaKocko.')),
  products: z
    .boolean()
    .default(false)
    .meta(about('Products, store to MetaKocka.', 'Izdelki, iz trgovine v MetaKocko.')),
  stock: z.boolean().default(false).meta(about('Stock, MetaKocka to store.', 'Zaloga, iz MetaKocke v trgovino.')),
  statuses: z
    .boolean()
    .default(false)
    .meta(
      about(
        'Shipment news and tracking numbers, MetaKocka to store.',
        'Novice o odpremi in sledilne številke, iz MetaKocke v trgovino.',
      ),
    ),
  invoices: z
    .boolean()
    .default(false)
    .meta(aboutLater('Invoices for the orders, verified at FURS.', 'Računi za naročila, potrjeni pri FURS.')),
}) satisfies z.ZodType<Record<Flow, boolean>>
export type FlowSettings = z.output<typeof FlowSettings>

/** What an operator may decide about a connection. Every field has a default that works untouched. */
export const ConnectionSettings = z.object({
  flows: FlowSettings.prefault({}),
  orders: OrderSettings.prefault({}),
  products: ProductSettings.prefault({}),
  stock: StockSettings.prefault({}),
  statuses: StatusSettings.prefault({}),
  changes: ChangeSettings.prefault({}),
})
export type ConnectionSettings = z.output<typeof ConnectionSettings>

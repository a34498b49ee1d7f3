import { anyOf, Configuration, OrderState, type PrestashopClient } from '@pretok/client-prestashop'
import type { PortOptions, StoreState } from '@pretok/domain'
import { type KeptLists, keepLists } from './keep-lists.ts'

/** A state with what a change into it does to an order. */
export interface ShopState extends StoreState {
  /** Orders in it count as valid. */
  logable: boolean
  /** A delivery slip is made, and the day of delivery set. */
  delivery: boolean
}

export interface ShopStates {
  states: ReadonlyMap<string, ShopState>
  shippingStateId?: string
}

const settingNames = ['PS_OS_SHIPPING', 'PS_OS_DELIVERED', 'PS_OS_CANCELED', 'PS_OS_REFUND', 'PS_OS_ERROR'] as const

const readStates = async (client: PrestashopClient, options: PortOptions): Promise<ShopStates> => {
  const [settings, rows] = await Promise.all([
    client.list('configurations', Configuration, { filter: { name: anyOf(settingNames) } }, options),
    client.list('order_states', OrderState, {}, options),
  ])
  const idOf = (name: (typeof settingNames)[number]) => settings.find((one) => one.name === name)?.value
  const ends = { PS_OS_CANCELED: 'cancelled', PS_OS_REFUND: 'refunded', PS_OS_ERROR: 'payment-error' } as const
  const endOf = new Map(Object.entries(ends).map(([name, end]) => [idOf(name as keyof typeof ends), end]))
  const delivered = idOf('PS_OS_DELIVERED')
  const shipping = idOf('PS_OS_SHIPPING')

  const toState = ({ id, name, paid, shipped, logable, delivery }: OrderState): ShopState => {
    const end = endOf.get(id)
    return {
      id,
      name: name.any,
      // `delivery` only says that a delivery slip is printed: that an order has arrived, nothing but the configuration tells.
      stage: id === delivered ? 'delivered' : shipped ? 'shipped' : paid ? 'paid' : 'open',
      ...(end && { end }),
      logable,
      delivery,
    }
  }
  return {
    // A deleted one may still be that of an order.
    states: new Map(rows.map((row) => [row.id, toState(row)])),
    ...(shipping === undefined ? {} : { shippingStateId: shipping }),
  }
}

/** The states of a shop, kept for a while. */
export const createOrderStates = (client: PrestashopClient, keepMs: number): KeptLists<ShopStates> =>
  keepLists((options) => readStates(client, options), keepMs)

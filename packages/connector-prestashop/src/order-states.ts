import { anyOf, Configuration, OrderState, type PrestashopClient } from '@pretok/client-prestashop'
import type { PortOptions, StoreState } from '@pretok/domain'

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

/** The states of a shop, kept for a while; `refresh` reads them anew. */
export const createOrderStates = (client: PrestashopClient, keepMs: number) => {
  let kept: { states: Promise<ShopStates>; readAt: number } | undefined
  const refresh = (options: PortOptions): Promise<ShopStates> => {
    const states = readStates(client, options)
    const reading = { states, readAt: Date.now() }
    kept = reading
    // A failed reading must not be kept; whoever asked for it hears of the failure.
    states.catch(() => {
      if (kept === reading) kept = undefined
    })
    return states
  }
  return {
    refresh,
    get: (options: PortOptions): Promise<ShopStates> =>
      kept && Date.now() - kept.readAt < keepMs ? kept.states : refresh(options),
  }
}

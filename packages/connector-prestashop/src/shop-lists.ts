import {
  anyOf,
  Carrier,
  Configuration,
  Country,
  Currency,
  Language,
  OrderState,
  type PrestashopClient,
  State,
  Tax,
} from '@pretok/client-prestashop'
import type { PortOptions } from '@pretok/domain'
import type { ZodType } from 'zod'
import { type KeptLists, keepLists } from './keep-lists.ts'
import { zoneOf } from './shop-time.ts'

/** What changes slowly in a shop and is needed for every order, by id. */
export interface ShopLists {
  timeZone: string
  /** Ids of the states that mean something by configuration, whatever they are called. */
  stateIds: Record<'cancelled' | 'refunded' | 'paymentError' | 'delivered', string | undefined>
  states: ReadonlyMap<string, OrderState>
  currencies: ReadonlyMap<string, Currency>
  countries: ReadonlyMap<string, Country>
  regions: ReadonlyMap<string, State>
  carriers: ReadonlyMap<string, Carrier>
  taxes: ReadonlyMap<string, Tax>
  languages: ReadonlyMap<string, Language>
}

const settingNames = ['PS_TIMEZONE', 'PS_OS_CANCELED', 'PS_OS_REFUND', 'PS_OS_ERROR', 'PS_OS_DELIVERED'] as const

export const readAll = async <Row extends { id: string }>(
  client: PrestashopClient,
  resource: string,
  row: ZodType<Row>,
  options: PortOptions,
): Promise<ReadonlyMap<string, Row>> =>
  new Map((await client.list(resource, row, {}, options)).map((one) => [one.id, one]))

const readLists = async (client: PrestashopClient, options: PortOptions): Promise<ShopLists> => {
  const [settings, states, currencies, countries, regions, carriers, taxes, languages] = await Promise.all([
    client.list('configurations', Configuration, { filter: { name: anyOf(settingNames) } }, options),
    readAll(client, 'order_states', OrderState, options),
    readAll(client, 'currencies', Currency, options),
    readAll(client, 'countries', Country, options),
    readAll(client, 'states', State, options),
    readAll(client, 'carriers', Carrier, options),
    readAll(client, 'taxes', Tax, options),
    readAll(client, 'languages', Language, options),
  ])
  const setting = (name: (typeof settingNames)[number]) => settings.find((one) => one.name === name)?.value
  return {
    timeZone: zoneOf(setting('PS_TIMEZONE')),
    stateIds: {
      cancelled: setting('PS_OS_CANCELED'),
      refunded: setting('PS_OS_REFUND'),
      paymentError: setting('PS_OS_ERROR'),
      delivered: setting('PS_OS_DELIVERED'),
    },
    states,
    currencies,
    countries,
    regions,
    carriers,
    taxes,
    languages,
  }
}

/** The lists of a shop, kept for a while. */
export const createShopLists = (client: PrestashopClient, keepMs: number): KeptLists<ShopLists> =>
  keepLists((options) => readLists(client, options), keepMs)

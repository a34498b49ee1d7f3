import {
  anyOf,
  Carrier,
  Configuration,
  Currency,
  id,
  Language,
  MethodNotPermittedError,
  OrderState,
  type PrestashopClient,
  ResourceNotPermittedError,
  ResourceUnknownError,
  Shop,
  Tax,
  type Translated,
  text,
} from '@pretok/client-prestashop'
import type { PortOptions, StoreFacts } from '@pretok/domain'
import { RemoteShapeError } from '@pretok/kernel'
import { z } from 'zod'
import { isKnownZone } from './shop-time.ts'

const settingNames = [
  'PS_SHOP_NAME',
  'PS_TIMEZONE',
  'PS_LANG_DEFAULT',
  'PS_CURRENCY_DEFAULT',
  'PS_PRICE_ROUND_MODE',
  'PS_ROUND_TYPE',
  'PS_OS_DELIVERED',
] as const

/** Orders that are looked at for the payment modules in use. */
const recentOrders = 100

/** PHP's and PrestaShop's constants, `PS_ROUND_UP` to `PS_ROUND_HALF_ODD`. */
const roundingModes = ['up', 'down', 'half-up', 'half-down', 'half-even', 'half-odd']
const roundingTypes = { '1': 'item', '2': 'line', '3': 'total' } as const

const PaidOrder = z.object({ id, module: text, payment: text })

/** What the key may not read, this version does not have, or nobody can read, is absent. Everything else is thrown on. */
const orAbsent = async <Row>(rows: Promise<Row[]>): Promise<Row[] | undefined> => {
  try {
    return await rows
  } catch (error) {
    const isAbsent = [ResourceNotPermittedError, MethodNotPermittedError, ResourceUnknownError, RemoteShapeError].some(
      (kind) => error instanceof kind,
    )
    if (isAbsent) return undefined
    throw error
  }
}

const countModules = (orders: readonly z.output<typeof PaidOrder>[]): NonNullable<StoreFacts['paymentModules']> =>
  // The newest order comes first, and its label is the one in use.
  [...Map.groupBy(orders, ({ module }) => module)]
    .map(([module, rows]) => ({ module, label: rows[0]?.payment ?? '', orders: rows.length }))
    .toSorted((a, b) => b.orders - a.orders)

/**
 * What a shop says of itself, in eight requests and without personal data.
 *
 * @throws what any call would, when the shop cannot be read at all
 */
export const readFacts = async (client: PrestashopClient, options: PortOptions): Promise<StoreFacts> => {
  // Alone: where nothing answers, one call is enough to see it.
  const settings = await orAbsent(
    client.list('configurations', Configuration, { filter: { name: anyOf(settingNames) } }, options),
  )
  const [languages, currencies, shops, states, carriers, taxes, orders] = await Promise.all([
    orAbsent(client.list('languages', Language, {}, options)),
    orAbsent(client.list('currencies', Currency, {}, options)),
    orAbsent(client.list('shops', Shop, {}, options)),
    orAbsent(client.list('order_states', OrderState, {}, options)),
    orAbsent(client.list('carriers', Carrier, {}, options)),
    orAbsent(client.list('taxes', Tax, {}, options)),
    orAbsent(
      client.list(
        'orders',
        PaidOrder,
        { display: ['id', 'module', 'payment'], sort: [['id', 'DESC']], limit: recentOrders },
        options,
      ),
    ),
  ])

  // In a multistore one setting has several rows; the one without a shop is what holds where a shop says nothing else.
  const setting = (name: (typeof settingNames)[number]): string | undefined => {
    const rows = settings?.filter((one) => one.name === name) ?? []
    return (rows.find(({ id_shop, id_shop_group }) => !id_shop && !id_shop_group) ?? rows[0])?.value || undefined
  }
  const defaultLanguageId = setting('PS_LANG_DEFAULT') ?? ''
  const inDefaultLanguage = ({ byId, any }: Translated): string => byId[defaultLanguageId] || any
  const kept = <Row extends { deleted?: boolean | undefined }>(rows: readonly Row[] | undefined) =>
    rows?.filter(({ deleted }) => !deleted)

  const zone = setting('PS_TIMEZONE')
  const mode = roundingModes[Number(setting('PS_PRICE_ROUND_MODE') ?? Number.NaN)]
  const type = roundingTypes[setting('PS_ROUND_TYPE') as keyof typeof roundingTypes]
  const delivered = setting('PS_OS_DELIVERED')

  const facts = {
    version: client.version(),
    name: setting('PS_SHOP_NAME'),
    timeZone: zone !== undefined && isKnownZone(zone) ? zone : undefined,
    defaultCurrency: currencies?.find((one) => one.id === setting('PS_CURRENCY_DEFAULT'))?.iso_code,
    currencies: kept(currencies)?.map(({ iso_code, active }) => ({ isoCode: iso_code, active })),
    defaultLanguage: languages?.find((one) => one.id === defaultLanguageId)?.iso_code,
    languages: languages?.map(({ id, name, iso_code, active }) => ({ id, name, isoCode: iso_code, active })),
    shops: kept(shops)?.map(({ id, name, active }) => ({ id, name, active })),
    rounding: mode !== undefined && type !== undefined ? { mode, type } : undefined,
    orderStates: kept(states)?.map(({ id, name, paid, shipped, logable }) => ({
      id,
      name: inDefaultLanguage(name),
      paid,
      shipped,
      // `delivery` of a state means its delivery slip; which state says "delivered" is a setting.
      delivered: id === delivered,
      valid: logable,
    })),
    carriers: kept(carriers)?.map(({ id, id_reference, name, active }) => ({
      id,
      reference: id_reference ?? id,
      name,
      active,
    })),
    paymentModules: orders && countModules(orders),
    taxRates: kept(taxes)?.map(({ id, name, rate, active }) => ({ id, name: inDefaultLanguage(name), rate, active })),
  } satisfies { [Fact in keyof StoreFacts]: StoreFacts[Fact] | undefined }
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as StoreFacts
}

import type { Order } from '@pretok/client-prestashop'
import type { Related } from './related.ts'
import type { ShopLists } from './shop-lists.ts'

type ListName = Exclude<keyof ShopLists, 'timeZone' | 'stateIds'>

/** What orders name that the kept lists do not have, e.g. `carriers 7`. */
export const findUnknownIds = (orders: readonly Order[], related: Related, lists: ShopLists): string[] => {
  const addresses = [...related.addresses.values()].flatMap(({ row }) => row ?? [])
  const details = [...related.details.values()].flat().flatMap(({ row }) => row ?? [])
  const named: Record<ListName, (string | undefined)[]> = {
    states: orders.map((order) => order.current_state),
    currencies: orders.map((order) => order.id_currency),
    carriers: orders.map((order) => order.id_carrier),
    languages: orders.map((order) => order.id_lang),
    countries: addresses.map((address) => address.id_country),
    regions: addresses.map((address) => address.id_state),
    taxes: details.flatMap(({ associations }) => associations.taxes.map((tax) => tax.id)),
  }
  return (Object.keys(named) as ListName[]).flatMap((list) =>
    named[list].flatMap((id) => (id === undefined || lists[list].has(id) ? [] : `${list} ${id}`)),
  )
}

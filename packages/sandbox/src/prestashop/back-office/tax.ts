import { Decimal } from 'decimal.js'
import type { Row } from '../row.ts'
import type { Shop } from '../shop.ts'
import { text } from './get-row.ts'

/** 1.22 for a tax of 22 %, by the taxes that a line of an order names. */
export const taxFactorOfLine = (shop: Shop, line: Row): Decimal =>
  toFactor((line.associations?.['taxes'] ?? []).map(({ id }) => rateOf(shop, Number(id))))

/** The taxes of a group of rules where an order is delivered. */
export const findTaxes = (shop: Shop, taxRulesGroupId: string, order: Row): number[] => {
  const address = shop.row('addresses', Number(text(order, 'id_address_delivery')))
  if (address === undefined) return []
  return shop
    .resource('tax_rules')
    .findBy('id_tax_rules_group', [taxRulesGroupId])
    .filter((rule) => rule['id_country'] === address['id_country'] && rule['id_state'] === '0')
    .map((rule) => Number(text(rule, 'id_tax')))
}

export const taxFactor = (shop: Shop, taxIds: readonly number[]): Decimal =>
  toFactor(taxIds.map((id) => rateOf(shop, id)))

const toFactor = (rates: readonly Decimal[]): Decimal =>
  rates
    .reduce((sum, rate) => sum.plus(rate), new Decimal(0))
    .div(100)
    .plus(1)

const rateOf = (shop: Shop, taxId: number): Decimal => {
  const tax = shop.row('taxes', taxId)
  return new Decimal(tax === undefined ? 0 : text(tax, 'rate'))
}

/** To the cent, half up, as the shop rounds; printed with six decimals. */
export const toCents = (amount: Decimal): string => amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed(6)

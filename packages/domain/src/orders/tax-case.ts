import { z } from 'zod'
import { amount } from '../money.ts'
import type { StoreOrder } from './order.ts'
import type { Reason } from './order-state.ts'
import type { Party } from './party.ts'
import { orderReasons } from './reasons.ts'
import { homeCountry, isInVatArea, vatCountry } from './vat-area.ts'
import { readVatNumber } from './vat-number.ts'

/**
 * What kind of sale an order is for VAT, as far as it tells itself; see docs/decisions/0008-tax-cases.md.
 *
 * `eu-home-rates` and `oss`: to another member state with VAT, at rates that are all Slovenian ones, or not; `reverse-charge`: there
 * without VAT, to a buyer with a VAT number of a member state; `eu-untaxed`: there without VAT and without such a number.
 */
export const TaxCase = z.enum(['domestic', 'eu-home-rates', 'oss', 'reverse-charge', 'eu-untaxed', 'export'])
export type TaxCase = z.output<typeof TaxCase>

const homeRates = ['22', '9.5', '5', '0']

const isAbroadInEu = (place: Party): boolean => isInVatArea(place) && vatCountry(place) !== homeCountry

/** Whether the payer's VAT number is one that a delivery to another member state without VAT can refer to. */
const hasForeignVatNumber = ({ payer }: StoreOrder): boolean => {
  if (payer.vatNumber === undefined) return false
  const { form, country } = readVatNumber(payer.vatNumber, payer)
  return form === 'valid' && country !== homeCountry
}

/** @param rates in percent, of the products that cost something */
export const toTaxCase = (order: StoreOrder, rates: readonly string[]): TaxCase => {
  const { recipient } = order
  if (!isInVatArea(recipient)) return 'export'
  if (!isAbroadInEu(recipient)) return 'domestic'
  if (rates.every((rate) => amount(rate).isZero())) return hasForeignVatNumber(order) ? 'reverse-charge' : 'eu-untaxed'
  return rates.every((rate) => homeRates.some((home) => amount(rate).eq(home))) ? 'eu-home-rates' : 'oss'
}

/**
 * A taxable product that went to another member state without VAT, though the buyer has no VAT number there: nobody may sell so.
 * Goods that the store does not tax at all, and shops that charge no VAT, are no such case.
 */
export const findUntaxedSale = (order: StoreOrder): Reason | undefined => {
  const { lines, payer, recipient } = order
  if (!isAbroadInEu(recipient) || hasForeignVatNumber(order)) return undefined
  const line = lines.find(({ vatLeftOut, totalGross }) => vatLeftOut && amount(totalGross).gt(0))
  if (!line) return undefined
  const told = { line: line.name, country: recipient.countryCode }
  return payer.vatNumber === undefined ? orderReasons.vatNotCharged(told) : orderReasons.vatNumberUnfit(told)
}

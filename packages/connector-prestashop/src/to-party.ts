import type { Address, Customer } from '@pretok/client-prestashop'
import type { Party } from '@pretok/domain'
import type { ShopLists } from './shop-lists.ts'
import { Unreadable } from './tolerant.ts'

/** Control characters come along when people paste; runs of blanks too. */
export const clean = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()

const optional = <Key extends string>(key: Key, text: string): Partial<Record<Key, string>> => {
  const value = clean(text)
  return value === '' ? {} : ({ [key]: value } as Record<Key, string>)
}

/**
 * An address as a party. Name, company and VAT number stand on the address; the e-mail only on the customer, who may be gone.
 *
 * `dni` is the identification number that some countries ask for; on a company it takes the place of a missing VAT number.
 */
export const toParty = (address: Address, customer: Customer | undefined, lists: ShopLists): Party => {
  const country = lists.countries.get(address.id_country)
  if (!country) throw new Unreadable('addresses.id_country')
  const region = address.id_state === undefined ? undefined : lists.regions.get(address.id_state)
  const company = clean(address.company)
  const vatNumber = (clean(address.vat_number) || (company === '' ? '' : clean(address.dni))).replace(/[\s.-]/g, '')
  return {
    firstName: clean(address.firstname),
    lastName: clean(address.lastname),
    ...optional('company', company),
    ...optional('vatNumber', vatNumber),
    street: clean(address.address1),
    ...optional('street2', address.address2),
    postcode: clean(address.postcode),
    city: clean(address.city),
    ...optional('region', region?.name ?? ''),
    countryCode: country.iso_code.toUpperCase(),
    ...optional('phone', address.phone),
    ...optional('mobile', address.phone_mobile),
    ...optional('email', customer?.email ?? ''),
  }
}

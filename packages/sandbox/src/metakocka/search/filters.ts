import type { Company } from '../company.ts'
import type { StoredDocument } from '../documents/document.ts'
import { type DocType, isBill } from '../documents/document-kinds.ts'
import { statusesOf } from '../documents/registers.ts'
import type { Partner, Party } from '../partners/partner.ts'
import { isPaid } from '../payments/payments.ts'
import { findCountryCode } from '../wire/country.ts'
import { type Day, parseFilterDay, parseTimestamp } from '../wire/dates.ts'
import { invalidValue } from '../wire/refusal.ts'

type Matches = (document: StoredDocument) => boolean

interface Filter {
  /** As `search_query_advance_discovery` words it. */
  label: string
  valueDesc: string
  /** Which documents can be searched by it. */
  appliesTo: (docType: DocType) => boolean
  /** Reads the value once and gives the test. */
  prepare: (company: Company, value: string) => Matches
}

const isOrder = (docType: DocType): boolean => docType === 'sales_order'
const always = (): boolean => true

const dayOf = (name: string, value: string): Day => {
  const day = parseFilterDay(value)
  if (day === undefined) throw invalidValue(name, value)
  return day
}

/** The instant as ISO text, as documents keep it. */
const instantOf = (name: string, value: string): string => {
  const date = parseTimestamp(value)
  if (!date) throw invalidValue(name, value)
  return date.toISOString()
}

const partyOf = (company: Company, party: Party | undefined): Partner | undefined =>
  party && company.partners.get(party.partnerId)

const listed = (value: string): Set<string> => new Set(value.split(',').map((part) => part.trim()))

const byPartner =
  (matches: (partner: Partner, value: string) => boolean): Filter['prepare'] =>
  (company, value) =>
  (document) => {
    const partner = partyOf(company, document.partner)
    return partner !== undefined && matches(partner, value)
  }

/** The one who gets the goods: the receiver, else the partner. */
const byRecipient =
  (valuesOf: (party: Party, partner: Partner) => (string | undefined)[]): Filter['prepare'] =>
  (company, value) =>
  (document) => {
    const party = document.receiver ?? document.partner
    const partner = partyOf(company, party)
    return party !== undefined && partner !== undefined && valuesOf(party, partner).includes(value)
  }

const countryOf = (company: Company, document: StoredDocument): string | undefined => {
  const party = document.partner
  const address = partyOf(company, party)?.addresses.find(({ mkId }) => mkId === party?.addressId)
  return address?.country === undefined ? undefined : findCountryCode(address.country)
}

const filter = (
  label: string,
  valueDesc: string,
  appliesTo: Filter['appliesTo'],
  prepare: Filter['prepare'],
): Filter => ({ label, valueDesc, appliesTo, prepare })

const date = 'Date (for example : 2018-10-05+02:00)'
const timestamp = 'Timestamp (for example : 2019-12-17T14:28:54+02:00)'
const withDocDate = (docType: DocType): boolean => docType !== 'sales_offer'

/** The filters of `query_advance` the stand-in knows, for all documents but complaints and products. */
export const filters: Readonly<Record<string, Filter>> = {
  doc_date_from: filter('Datum od', date, withDocDate, (_company, value) => {
    const from = dayOf('doc_date_from', value)
    return ({ docDate }) => docDate >= from
  }),
  doc_date_to: filter('Datum do', date, withDocDate, (_company, value) => {
    const to = dayOf('doc_date_to', value)
    return ({ docDate }) => docDate <= to
  }),
  last_change_from: filter('Sprememba od', timestamp, isOrder, (_company, value) => {
    const from = instantOf('last_change_from', value)
    return ({ changedAt }) => changedAt >= from
  }),
  last_change_to: filter('Sprememba do', timestamp, isOrder, (_company, value) => {
    const to = instantOf('last_change_to', value)
    return ({ changedAt }) => changedAt <= to
  }),
  tracking_last_event_date_from: filter('Sledenje od', timestamp, isOrder, () => () => false),
  tracking_last_event_date_to: filter('Sledenje do', timestamp, isOrder, () => () => false),
  status_list: filter(
    'Status',
    'Status descriptions, comma separated',
    (docType) => !isBill(docType),
    (_company, value) => {
      const wanted = listed(value)
      return ({ status }) => status !== undefined && wanted.has(status)
    },
  ),
  status_id_list: filter('Status', 'Status ids, comma separated (-2 : without status)', isBill, (_company, value) => {
    const withoutStatus = listed(value).has('-2')
    return ({ status }) => withoutStatus && status === undefined
  }),
  customer_order: filter('Naročilo kupca', 'Customer order number', isOrder, (_company, value) => (document) => {
    return document.buyerOrder === value
  }),
  product_id_list: filter('Artikel', 'Product mk_ids, comma separated', isOrder, (_company, value) => {
    const wanted = listed(value)
    return ({ lines }) => lines.some(({ productId }) => wanted.has(productId))
  }),
  product_code_list: filter('Artikel', 'Product codes, comma separated', isOrder, (company, value) => {
    const wanted = listed(value)
    return ({ lines }) => lines.some(({ productId }) => wanted.has(company.products.get(productId)?.code ?? ''))
  }),
  partner_mk_id: filter(
    'Partner',
    'Partner mk_id (for example : 1600002312)',
    always,
    byPartner((partner, value) => partner.mkId === value),
  ),
  partner_code: filter(
    'Partner',
    'Partner code (for example : 100)',
    always,
    byPartner((partner, value) => partner.countCode === value),
  ),
  partner_tax_num: filter(
    'Partner',
    'Partner Tax number (for example : SI100200300)',
    always,
    byPartner((partner, value) => partner.taxIdNumber === value),
  ),
  partner_query: filter(
    'Partner',
    'Subquery search over Item name (for example : Ferrari)',
    always,
    byPartner((partner, value) => partner.customer.toLowerCase().includes(value.toLowerCase())),
  ),
  partner_country: filter('Država', 'Country name or ISO code', always, (company, value) => {
    const wanted = findCountryCode(value)
    if (wanted === undefined) throw invalidValue('partner_country', value)
    return (document) => countryOf(company, document) === wanted
  }),
  partner_recipient_name: filter(
    'Prejemnik',
    'Name',
    isOrder,
    byRecipient(({ contact }, { customer }) => [customer, contact?.name]),
  ),
  partner_recipient_email: filter(
    'Prejemnik',
    'E-mail',
    isOrder,
    byRecipient(({ contact }) => [contact?.email]),
  ),
  partner_recipient_phone: filter(
    'Prejemnik',
    'Phone',
    isOrder,
    byRecipient(({ contact }) => [contact?.phone, contact?.gsm]),
  ),
  profit_center: filter(
    'Profitni center',
    'Name',
    always,
    (_company, value) =>
      ({ profitCenter }) =>
        profitCenter === value,
  ),
  delivery_type: filter(
    'Vrsta dostave',
    'Delivery type',
    always,
    (_company, value) =>
      ({ texts }) =>
        texts['delivery_type'] === value,
  ),
  payment_status: filter('Plačano', "'true' or 'false'", always, (_company, value) => {
    if (value !== 'true' && value !== 'false') throw invalidValue('payment_status', value, ['true', 'false'])
    return (document) => isPaid(document) === (value === 'true')
  }),
}

/** The three filters that only work together: status changed to one of a list, within a time. */
export const statusChangeFilters = ['status_change_from', 'status_change_to', 'status_change_list'] as const

export const statusChanged = (
  company: Company,
  docType: DocType,
  [from, to, statuses]: readonly [string, string, string],
): Matches => {
  const after = instantOf('status_change_from', from)
  const before = instantOf('status_change_to', to)
  const wanted = listed(statuses)
  const values = statusesOf(company, docType)
    .filter(({ description }) => wanted.has(description))
    .map(({ value }) => value)
  return ({ log }) =>
    log.some(({ operation_type, operation_time, value_new }) => {
      const at = new Date(operation_time).toISOString()
      return (
        operation_type === 'DOCUMENT_STATUS_CHANGE' && at >= after && at <= before && values.includes(value_new ?? '')
      )
    })
}

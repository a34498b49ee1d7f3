import type { Company } from '../company.ts'
import { findCountryCode } from '../wire/country.ts'
import { printDay, toLjubljanaDay } from '../wire/dates.ts'
import { type Fields, namesOf, requiredText, textOf } from '../wire/fields.ts'
import { invalidValue, missingParameter, refusal } from '../wire/refusal.ts'
import type { StoredDocument } from './document.ts'
import { docTypeOf } from './document-kinds.ts'
import { getByBuyerOrder, getById, getTarget } from './find-document.ts'
import { checkUser, readStatus, statusesOf } from './registers.ts'
import { saveDocument } from './store.ts'

const statusDocTypes = ['sales_order', 'warehouse_receiving_note']

/** `change_document_status` for one document or a list of ids; all of them must exist. */
export const changeDocumentStatus = (company: Company, fields: Fields): Fields => {
  const docType = docTypeOf(fields)
  if (!statusDocTypes.includes(docType)) throw invalidValue('doc_type', docType, statusDocTypes)
  const status = readStatus(company, docType, fields)
  if (status === undefined) throw missingParameter('status_code')
  const email = checkUser(company, fields, 'api_user_email')
  const documents = namesOf(fields, 'mk_id_list')?.map((mkId) => getById(company, docType, mkId)) ?? [
    getTarget(company, docType, fields),
  ]
  for (const document of documents) saveDocument(company, document, { status }, { email })
  return {}
}

const findByCountry = (company: Company, fields: Fields): StoredDocument[] => {
  const country = findCountryCode(requiredText(fields, 'country'))
  const status = readStatus(company, 'sales_order', fields)
  if (status === undefined) throw missingParameter('status_code')
  return company.documents.all().filter((document) => {
    const party = document.receiver ?? document.partner
    const address = company.partners
      .get(party?.partnerId ?? '')
      ?.addresses.find(({ mkId }) => mkId === party?.addressId)
    const from = address?.country === undefined ? undefined : findCountryCode(address.country)
    return document.docType === 'sales_order' && document.status === status && from === country
  })
}

/** `mark_orders_as_shipped` by exactly one of ids, customer orders, country with status. */
export const markOrdersAsShipped = (company: Company, fields: Fields): Fields => {
  const shipped = 'shipped'
  const known = statusesOf(company, 'sales_order').map(({ description }) => description)
  if (!known.includes(shipped)) throw invalidValue('status_code', shipped, known)
  const ids = namesOf(fields, 'sales_order_id_list')
  const buyerOrders = namesOf(fields, 'customer_order_list')
  const country = textOf(fields, 'country')
  if ([ids, buyerOrders, country].filter((given) => given !== undefined).length !== 1) {
    throw refusal('2', "Exactly one of 'sales_order_id_list', 'customer_order_list' and 'country' must be set")
  }
  const orders =
    ids?.map((mkId) => getById(company, 'sales_order', mkId)) ??
    buyerOrders?.map((buyerOrder) => getByBuyerOrder(company, 'sales_order', buyerOrder)) ??
    findByCountry(company, fields)
  const shippedDate = printDay(toLjubljanaDay(company.now()))
  for (const order of orders) {
    saveDocument(company, order, { status: shipped, texts: { ...order.texts, shipped_date: shippedDate } })
  }
  return {}
}

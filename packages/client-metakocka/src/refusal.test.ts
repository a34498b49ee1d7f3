import { describe, expect, it } from 'vitest'
import { MetakockaDuplicateError, MetakockaInvalidValueError, type MetakockaProductsNotFoundError } from './errors.ts'
import { toRefusal } from './refusal.ts'
import { contractExchanges, exchangeOf, isRefusal } from './testing/contract-exchanges.ts'

const refused = 'ERR_METAKOCKA_REFUSED'
const invalid = 'ERR_METAKOCKA_INVALID_VALUE'
const noDocument = 'ERR_METAKOCKA_DOCUMENT_NOT_FOUND'
const noProducts = 'ERR_METAKOCKA_PRODUCTS_NOT_FOUND'
const unknown = 'ERR_REMOTE_OUTCOME_UNKNOWN'

/** Every documented or observed refusal, other people's calls included, as a write would meet it. */
const codes: Record<string, string> = {
  'add_attachment.error.json': refused,
  'create_complaint.error.json': refused,
  'create_webshop.error.json': refused,
  'generate_sticker.error.json': refused,
  'import_inventory.error.already-counted.json': refused,
  'import_inventory.error.products-not-found.json': noProducts,
  'observed.delete_document.doc_id-instead-of-mk_id.json': refused,
  'observed.delete_document.without-doc_type.json': unknown,
  'observed.get_document.mk_id-instead-of-doc_id.json': noDocument,
  'observed.get_document.not-found.json': noDocument,
  'observed.get_partner.no-match.json': 'ERR_METAKOCKA_PARTNER_NOT_FOUND',
  'observed.product_update.net-pricelist-with-gross-price.json': refused,
  'observed.product_update.unknown-count_code.json': noProducts,
  'observed.put_document.empty-order-again.json': refused,
  'observed.put_document.invalid-doc_date.json': refused,
  'observed.put_document.invalid-payment_type.json': invalid,
  'observed.put_document.missing-tax.json': refused,
  'observed.put_document.partner-id-without-address.json': refused,
  'observed.put_document.payment-needs-fiscal-register.json': refused,
  'observed.put_document.unknown-product-code-without-unit.json': noProducts,
  'observed.put_document.unknown-profit_center.json': refused,
  'observed.search.complaint.none.json': refused,
  'observed.sync_stock.unknown-api_user_email.json': refused,
  'observed.update_document.tracking_code-without-invoice.json': refused,
  'put_document.error.invalid-status_code.json': invalid,
  'put_document.error.products-not-found.json': noProducts,
  'put_document.error.unknown-doc-type.json': refused,
  'put_document.sales_order.duplicate-buyer_order.json': 'ERR_METAKOCKA_DUPLICATE',
  'put_sales_bill.error.furs-4001.json': refused,
  'put_sales_bill.error.furs-4002.json': refused,
  'put_sales_bill.error.furs-4003.json': refused,
  'put_sales_bill.error.furs-4004.json': refused,
  'replace_order_change_warehouse.error.json': noProducts,
  'report.async.error.json': refused,
  'search_tracking_code.not-found.json': refused,
  'system-error.1-internal.json': unknown,
  'system-error.2-required-parameter.json': refused,
  'system-error.3-credentials.json': 'ERR_REMOTE_AUTH',
  'system-error.4-ip-not-allowed.json': 'ERR_METAKOCKA_IP_NOT_ALLOWED',
  'system-error.5-quota.json': 'ERR_REMOTE_RATE_LIMITED',
  'system-error.6-application.json': refused,
  'update_complaint.error.json': refused,
}

const write = { name: 'put_document', writes: true }
const readCall = { name: 'get_document', writes: false }
const asIs = (text: string) => text
const refusalOf = (file: string) => toRefusal(write, exchangeOf(file).response, asIs)

describe('toRefusal', () => {
  it('is asked about every refusal of the contract', () => {
    const files = contractExchanges.filter(isRefusal).map(({ file }) => file)
    expect(Object.keys(codes).toSorted()).toEqual(files.toSorted())
  })

  it.each(Object.entries(codes))('calls %s %s', (file, code) => {
    expect(refusalOf(file)).toMatchObject({ code })
  })

  it('says whose turn it is', () => {
    const retry = (file: string) => refusalOf(file)?.retry
    expect(retry('system-error.3-credentials.json')).toBe('when-fixed')
    expect(retry('system-error.4-ip-not-allowed.json')).toBe('when-fixed')
    expect(retry('system-error.5-quota.json')).toBe('later')
    expect(retry('put_document.error.unknown-doc-type.json')).toBe('never')
  })

  it('takes an internal error of a read for something to try again', () => {
    const { response } = exchangeOf('system-error.1-internal.json')
    expect(toRefusal(readCall, response, asIs)).toMatchObject({ code: 'ERR_REMOTE_UNAVAILABLE', retry: 'later' })
  })

  it('sees no refusal in an answer that was done, or that does not speak of it', () => {
    for (const answer of [{ opr_code: '0', opr_desc: 'Sync successful' }, { mk_id: '1' }, undefined, [], 'no']) {
      expect(toRefusal(write, answer, asIs)).toBeUndefined()
    }
  })

  it('names the documents that are there already', () => {
    const error = refusalOf('put_document.sales_order.duplicate-buyer_order.json')
    expect(error).toBeInstanceOf(MetakockaDuplicateError)
    expect(error).toMatchObject({
      documents: [{ count_code: 'PP-26754', mk_id: '400000000159' }],
      refusal: { oprCode: '6', oprCodeApp: '7', text: 'Documents with some buyer order already exist' },
    })
  })

  it('names the products that are missing, from the list or from the text', () => {
    const products = (file: string) => (refusalOf(file) as MetakockaProductsNotFoundError).products
    expect(products('put_document.error.products-not-found.json')).toEqual(['art200', 'art400'])
    expect(products('import_inventory.error.products-not-found.json')).toEqual(['X', 'Y'])
    expect(products('observed.put_document.unknown-product-code-without-unit.json')).toEqual(['X'])
    expect(products('observed.product_update.unknown-count_code.json')).toEqual(['X'])
    expect(products('replace_order_change_warehouse.error.json')).toEqual(['art22'])
  })

  it('lists the values a register knows', () => {
    const payment = refusalOf('observed.put_document.invalid-payment_type.json')
    expect(payment).toBeInstanceOf(MetakockaInvalidValueError)
    expect(payment).toMatchObject({
      parameter: 'payment_type',
      validValues: ['Transakcijski račun', 'Gotovina', 'Prenos preplačila', 'Kartica BA'],
    })
    expect(refusalOf('put_document.error.invalid-status_code.json')).toMatchObject({
      parameter: 'status_code',
      validValues: ['active', 'finished', 'deleted'],
    })
  })

  it('takes the first text that says something', () => {
    const texts: [object, string][] = [
      [{ opr_desc: '', opr_desc_app: 'from the application' }, 'from the application'],
      [{ opr_desc: 'technical', opr_desc_app: 'from the application' }, 'technical'],
      [{ error_desc: 'another name' }, 'another name'],
      [{}, 'no reason given'],
    ]
    for (const [answer, text] of texts) {
      expect(toRefusal(write, { opr_code: '6', ...answer }, asIs)).toMatchObject({
        refusal: { text },
        details: { text },
      })
    }
  })

  it('reads a refusal with odd fields all the same', () => {
    const odd = { opr_code: 6, opr_code_app: 7, opr_desc_app: ['?'], duplicate_doc_list: [{ mk_id: null }] }
    expect(toRefusal(write, odd, asIs)).toMatchObject({ code: 'ERR_METAKOCKA_DUPLICATE', documents: [] })
  })

  it('keeps e-mail addresses to itself', () => {
    const error = refusalOf('observed.sync_stock.unknown-api_user_email.json')
    expect(error?.message).toContain("Cannot find email '[e-mail]'")
    expect(JSON.stringify(error)).not.toContain('example.com')
  })
})

import type { CompanyOptions } from './companies.ts'
import type { CompanyView } from './company-view.ts'
import type { SeedProduct } from './seeds.ts'
import { type MetakockaSandbox, startMetakockaSandbox } from './server.ts'
import type { Fields } from './wire/fields.ts'

export const v1 = '/rest/eshop/v1/'
export const json = '/rest/eshop/v1/json/'

/** A company of a running sandbox, called over HTTP with its credentials. */
export interface TestCompany {
  readonly sandbox: MetakockaSandbox
  readonly view: CompanyView
  /** Sends a body with the company's credentials, which the body may replace. */
  send(path: string, body: Fields): Promise<Response>
  /** The same, and the answer parsed. */
  call(path: string, body: Fields): Promise<Fields>
}

export const secretKey = '8899'

export const products: SeedProduct[] = [
  { code: 'art1', name: 'art1', taxFactor: '0.22', priceWithTax: '122' },
  { code: 'POST', name: 'Poštnina', unit: 'serv', taxFactor: '0.22', priceWithTax: '4.88', service: true },
]

let companies = 0

export const addTestCompany = (sandbox: MetakockaSandbox, options: Partial<CompanyOptions> = {}): TestCompany => {
  companies += 1
  const companyId = `test-${companies}`
  const view = sandbox.addCompany({ companyId, secretKey, seedProducts: products, ...options })
  const send: TestCompany['send'] = (path, body) =>
    fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret_key: secretKey, company_id: companyId, ...body }),
    })
  return {
    sandbox,
    view,
    send,
    async call(path, body) {
      const response = await send(path, body)
      const answer: unknown = await response.json()
      return answer as Fields
    },
  }
}

/** A sandbox with one company, for one test file. */
export const startTestCompany = async (options: Partial<CompanyOptions> = {}): Promise<TestCompany> =>
  addTestCompany(await startMetakockaSandbox(), options)

export const partner: Fields = {
  business_entity: 'false',
  taxpayer: 'false',
  foreign_county: 'false',
  customer: 'Ana Novak',
  street: 'Slovenska cesta 1',
  post_number: '1000',
  place: 'Ljubljana',
  country: 'Slovenija',
  partner_contact: { name: 'Ana Novak', email: 'ana@example.com', gsm: '041111222' },
}

export const grossLine = (code: string, amount: string, priceWithTax: string, taxFactor = '0.22'): Fields => ({
  code,
  amount,
  price_with_tax: priceWithTax,
  tax_factor: taxFactor,
})

export const order = (rest: Fields = {}): Fields => ({
  doc_type: 'sales_order',
  doc_date: '23.11.2026',
  partner,
  product_list: [grossLine('art1', '1', '122')],
  ...rest,
})

export const bill = (rest: Fields = {}): Fields => ({
  ...order({ service_to_date: '23.11.2026', duo_payment: '23.11.2026' }),
  doc_type: 'sales_bill_domestic',
  ...rest,
})

/** Puts a document and gives its answer; a refusal fails the test that needed it. */
export const put = async (company: TestCompany, body: Fields): Promise<{ mk_id: string; count_code: string }> => {
  const answer = await company.call(`${v1}put_document`, body)
  if (answer['opr_code'] !== '0') throw new Error(`refused: ${JSON.stringify(answer)}`)
  return { mk_id: String(answer['mk_id']), count_code: String(answer['count_code']) }
}

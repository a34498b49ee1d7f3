import type { MetakockaSandbox } from '@pretok/sandbox'

interface Change {
  doc_type?: string
  buyer_order?: string
  delivery_type?: string
  /** Types of payments of 1.00 each. */
  payments?: readonly string[]
}

/** Books a small document as somebody else would. */
export const putDocument = async (sandbox: MetakockaSandbox, { payments = [], ...change }: Change): Promise<void> => {
  const response = await fetch(`${sandbox.url}/rest/eshop/v1/put_document`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      company_id: sandbox.companyId,
      secret_key: sandbox.secretKey,
      doc_type: 'sales_order',
      doc_date: '23.11.2026',
      service_to_date: '23.11.2026',
      duo_payment: '23.11.2026',
      partner: {
        business_entity: 'false',
        taxpayer: 'false',
        foreign_county: 'false',
        customer: 'Ana Novak',
        street: 'Ulica 1',
        post_number: '3000',
        place: 'Celje',
        country: 'Slovenija',
      },
      product_list: [{ code: 'MED-900', amount: '1', price_with_tax: '12', tax_factor: '0.095' }],
      mark_paid: payments.map((payment_type) => ({ payment_type, date: '23.11.2026', amount: '1.00' })),
      ...change,
    }),
  })
  const { opr_code } = (await response.json()) as { opr_code?: string }
  if (opr_code !== '0') throw new Error(`the sandbox refused a document of a test: ${opr_code}`)
}

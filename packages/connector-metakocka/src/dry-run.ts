import type { PlannedCall } from '@pretok/domain'
import type { Transport, TransportRequest, TransportResponse } from '@pretok/http'

export interface DryRun {
  transport: Transport
  /** What would have been sent, in order. */
  planned: readonly PlannedCall[]
}

type Body = Record<string, unknown>

const inner = (body: Body, name: string): Body => (body[name] as Body | undefined) ?? {}

/** Of a partner, what tells which one it is and how it is taxed. */
const impersonal = new Set([
  'mk_id',
  'mk_address_id',
  'country',
  'business_entity',
  'taxpayer',
  'foreign_county',
  'buyer',
])

const cutOut = '[cut]'

/** Without what people are called, where they live, and what they wrote. */
const redact = (body: Body): Body =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (name === 'partner' || name === 'receiver') {
        const fields = Object.entries(value as Body).map(([field, one]) => [
          field,
          impersonal.has(field) ? one : cutOut,
        ])
        return [name, Object.fromEntries(fields)]
      }
      if (name === 'notes' || name === 'notes_header' || name === 'doc_desc') return [name, cutOut]
      return [
        name,
        Array.isArray(value) ? value.map((one) => (typeof one === 'object' ? redact(one as Body) : one)) : value,
      ]
    }),
  )

/** What MetaKocka answers when all goes well, with ids that tell what they stand for. */
const answers: Readonly<Record<string, (body: Body, nth: number) => Body>> = {
  add_partner: (body, nth) => ({
    mk_id: `new-partner-${nth}`,
    mk_address_id_list: [{ mk_id: `new-address-${nth}`, street: inner(body, 'partner')['street'] }],
  }),
  update_partner: (body, nth) => {
    const { mk_id, partner_delivery_address_list: added = [] } = inner(body, 'partner')
    const addresses = (added as Body[]).map((address) => ({ ...address, mk_id: `new-address-${nth}` }))
    return { partner_list_count: '1', partner_list: [{ mk_id, partner_delivery_address_list: addresses }] }
  },
  product_add: (_body, nth) => ({ opr_code: '0', mk_id: `new-product-${nth}` }),
  product_update: ({ mk_id }) => ({ opr_code: '0', mk_id }),
  // The total is MetaKocka's to say; nobody asks a dry run for it.
  put_document: () => ({ opr_code: '0', mk_id: 'new-document', count_code: 'new-document', total_price: '0' }),
}

/**
 * A lane on which reads go out and writes do not: they are noted, and answered as if they had been done. So whatever runs on it
 * makes the very requests it would make.
 */
export const createDryRun = (transport: Transport): DryRun => {
  const planned: PlannedCall[] = []

  const pretend = ({ url, body: text = '{}' }: TransportRequest): TransportResponse => {
    const name = url.pathname.split('/').at(-1) ?? ''
    const answer = answers[name]
    if (!answer) throw new Error(`no dry run knows what MetaKocka answers to ${name}`)
    const { secret_key: _, ...body } = JSON.parse(text) as Body
    planned.push({ name, path: url.pathname, body: JSON.stringify(body), redacted: redact(body) })
    return {
      status: 200,
      headers: new Headers({ 'content-type': 'application/json' }),
      body: Buffer.from(JSON.stringify(answer(body, planned.length))),
      durationMs: 0,
    }
  }

  return {
    planned,
    transport: {
      ...transport,
      send: async (request) => (request.writes ? pretend(request) : transport.send(request)),
    },
  }
}

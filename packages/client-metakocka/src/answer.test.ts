import { describe, expect, it } from 'vitest'
import type { MetakockaClient } from './client.ts'
import { failure, html, json } from './testing/failure.ts'
import { connect, type Reply, secretKey, silence, startLocalServer } from './testing/local-server.ts'

const write = (client: MetakockaClient) =>
  client.putDocument({
    doc_type: 'sales_order',
    doc_date: '2026-11-23+02:00',
    buyer_order: 'A-1',
    partner: { mk_id: '1', mk_address_id: '2' },
    product_list: [{ code: 'SKU-1', amount: '1', price_with_tax: '12.20', tax_factor: '0.22' }],
  })
const read = (client: MetakockaClient) => client.getDocument({ doc_type: 'sales_order', doc_id: '1' })

describe('an answer that does not come, or is not MetaKocka’s', () => {
  const unavailable = 'ERR_REMOTE_UNAVAILABLE'
  const unknown = 'ERR_REMOTE_OUTCOME_UNKNOWN'
  const address = 'ERR_REMOTE_ADDRESS'
  const limited = 'ERR_REMOTE_RATE_LIMITED'
  const wait = { 'content-type': 'text/html', 'retry-after': '7' }

  it.each<[string, Reply | (() => Promise<never>), string, string]>([
    ['nothing in time', silence, unavailable, unknown],
    ['a web page with 502', { ...html, status: 502 }, unavailable, unknown],
    ['a web page with 200', html, unavailable, unknown],
    ['half an answer', { body: '{"opr_code":"0","mk_' }, unavailable, unknown],
    ['an empty answer', { body: '' }, unavailable, unknown],
    ['a list', { body: '[]' }, unavailable, unknown],
    [
      'JSON with 500 that says "done"',
      json({ opr_code: '0', mk_id: '1', count_code: '1' }, { status: 500 }),
      unavailable,
      unknown,
    ],
    ['503 with a time to wait', { ...html, status: 503, headers: wait }, limited, unknown],
    ['429', { ...html, status: 429, headers: wait }, limited, limited],
    ['a wrong path', { ...html, status: 404 }, address, address],
    ['a redirect', { status: 302, headers: { location: 'https://www.example.com/' }, body: '' }, address, address],
    ['403', { ...html, status: 403 }, 'ERR_REMOTE_AUTH', 'ERR_REMOTE_AUTH'],
    ['413', { ...html, status: 413 }, 'ERR_REMOTE_REJECTED', 'ERR_REMOTE_REJECTED'],
    ['another shape', json({ opr_code: '0', mk_id: {}, result: [{ mk_id: {} }] }), 'ERR_REMOTE_SHAPE', unknown],
    ['408', { ...html, status: 408 }, unavailable, unknown],
    [
      'an empty word on whether it was done',
      json({ opr_code: '', mk_id: '1', count_code: '1' }),
      'ERR_REMOTE_SHAPE',
      unknown,
    ],
    ['no word that it was done', json({ mk_id: '1', count_code: '1' }), 'ERR_REMOTE_SHAPE', unknown],
  ])('%s: a read and a write', async (_case, reply, ofRead, ofWrite) => {
    const search = (client: MetakockaClient) => client.search({ doc_type: 'sales_order' })
    const codes = await Promise.all([failure(reply, search), failure(reply, write)])
    expect(codes.map(({ code }) => code)).toEqual([ofRead, ofWrite])
  })

  it('is waited for longer after a write than after a read', async () => {
    const release = Promise.withResolvers<Reply>()
    await using server = await startLocalServer(({ path }) =>
      path.endsWith('/put_document') ? release.promise : silence(),
    )
    const client = connect(server.url, { readTimeoutMs: 50 })
    const written = write(client)
    await expect(read(client)).rejects.toMatchObject({ code: unavailable })
    release.resolve(json({ opr_code: '0', mk_id: '1', count_code: 'PP-1' }))
    await expect(written).resolves.toMatchObject({ count_code: 'PP-1' })
  })

  it('tells how long to wait', async () => {
    const reply = { ...html, status: 429, headers: wait }
    expect(await failure(reply, write)).toMatchObject({ retry: 'later', retryAfterMs: 7000 })
  })

  it('tells where a redirect leads', async () => {
    const headers = { location: 'https://www.example.com/login?from=rest' }
    expect(await failure({ status: 302, headers, body: '' }, read)).toMatchObject({
      message: expect.stringContaining('www.example.com.'),
      details: { host: 'www.example.com' },
    })
  })

  it('is believed when it is a refusal, whatever the status', async () => {
    const refusal = { opr_code: '2', opr_desc: 'Unknown document type : x' }
    for (const status of [200, 400, 404, 500]) {
      expect(await failure(json(refusal, { status }), write)).toMatchObject({ code: 'ERR_METAKOCKA_REFUSED' })
    }
  })

  it('names the field that is not as documented', async () => {
    const reply = json({ opr_code: '0', stock_list: [{ warehouse_id: '1', mk_id: '2', amount: 'secret amount' }] })
    const error = await failure(reply, (client) => client.warehouseStock({}))
    expect(error).toMatchObject({
      code: 'ERR_REMOTE_SHAPE',
      details: { call: 'warehouse_stock', field: 'stock_list.0.amount' },
    })
    expect(error.message).not.toContain('secret amount')
  })
})

describe('the secret key', () => {
  const everything = (error: unknown): string => {
    if (!(error instanceof Error)) return String(error)
    return [JSON.stringify(error), error.message, error.stack, everything(error.cause)].join('\n')
  }
  const echo = `the key ${secretKey} was sent`
  const replies: [string, Reply | (() => Promise<never>)][] = [
    ...['1', '2', '3', '4', '5', '6', '8'].map((code): [string, Reply] => [
      `code ${code}`,
      json({ opr_code: code, opr_desc: echo, opr_desc_app: echo }),
    ]),
    ['a duplicate', json({ opr_code: '6', opr_code_app: '7', opr_desc_app: echo })],
    ['missing products', json({ opr_code: '2', opr_desc: echo, product_not_found_list: [{ code: secretKey }] })],
    ['a missing product', json({ opr_code: '8', opr_desc: `Product with code ${secretKey} not found` })],
    ['a missing document', json({ opr_code: '2', opr_desc: `Cannot find document with id = ${secretKey}` })],
    [
      'a wrong value',
      json({
        opr_code: '2',
        opr_desc: `Paramether 'x' has invalid value : ${secretKey}. Valid values : ${secretKey},b`,
      }),
    ],
    ['another shape', json({ opr_code: '0', mk_id: [echo] })],
    ['no JSON', { body: `{ ${echo}` }],
    ['a web page', { ...html, body: echo, status: 502 }],
    ['a redirect', { status: 301, headers: { location: `https://example.com/?k=${secretKey}` }, body: '' }],
    ['nothing in time', silence],
  ]

  it.each(replies)('is in no part of an error: %s', async (_case, reply) => {
    for (const call of [read, write]) expect(everything(await failure(reply, call))).not.toContain(secretKey)
  })
})

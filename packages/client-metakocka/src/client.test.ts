import { AppError } from '@pretok/kernel'
import { describe, expect, it } from 'vitest'
import type { MetakockaClient } from './client.ts'
import { collect } from './testing/collect.ts'
import { failure, html, json } from './testing/failure.ts'
import { companyId, connect, secretKey, silence, startLocalServer } from './testing/local-server.ts'

const key = { doc_type: 'sales_order', doc_id: '1' } as const

describe('a request', () => {
  it('carries the credentials in its body, whatever the caller put there', async () => {
    await using server = await startLocalServer(() => json({ opr_code: '0', mk_id: '1' }))
    await connect(server.url).getDocument({ ...key, secret_key: 'x', company_id: 'y' } as typeof key)
    expect(server.received[0]?.body).toEqual({ ...key, company_id: companyId, secret_key: secretKey })
  })

  it('ends with the caller’s reason when it is given up', async () => {
    await using server = await startLocalServer(silence)
    const giveUp = new AbortController()
    const call = connect(server.url).getDocument(key, { signal: giveUp.signal })
    giveUp.abort(new Error('closing'))
    await expect(call).rejects.toThrow('closing')
  })
})

describe('calls in flight', () => {
  it('are two with the default concurrency', async () => {
    let inFlight = 0
    let most = 0
    const pair = Promise.withResolvers<void>()
    await using server = await startLocalServer(async () => {
      inFlight += 1
      most = Math.max(most, inFlight)
      if (inFlight === 2) pair.resolve()
      await pair.promise
      await new Promise(setImmediate)
      inFlight -= 1
      return json({ opr_code: '0', mk_id: '1' })
    })
    const client = connect(server.url)
    await Promise.all(Array.from({ length: 6 }, () => client.getDocument(key)))
    expect(most).toBe(2)
  })
})

describe('the load', () => {
  it.each([
    ['a quota that is used up', { opr_code: '5', opr_desc: 'quota' }, 429],
    ['an internal error', { opr_code: 1, opr_desc: 'Internal server error' }, 500],
    ['a refusal, which is an answer', { opr_code: '2', opr_desc: 'Cannot find document with id = 5' }, 200],
    ['what was asked for', { opr_code: '0', mk_id: '1' }, 200],
  ])('is judged by %s, whatever the HTTP status', async (_what, answer, status) => {
    await using server = await startLocalServer(() => json(answer))
    const seen: unknown[] = []
    const onCall = (call: { status?: number }) => seen.push(call.status)
    await connect(server.url, { onCall })
      .getDocument(key)
      .catch(() => undefined)
    expect(seen).toEqual([status])
  })
})

describe('searches', () => {
  it('go one at a time and leave a lane to other calls', async () => {
    const arrived = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    let inFlight = 0
    let most = 0
    await using server = await startLocalServer(async ({ path }) => {
      if (path.endsWith('/search')) {
        inFlight += 1
        most = Math.max(most, inFlight)
        arrived.resolve()
        await release.promise
        inFlight -= 1
      }
      return json({ opr_code: '0' })
    })
    const client = connect(server.url)
    const searches = [1, 2, 3].map(() => client.search({ doc_type: 'sales_order' }))
    await arrived.promise
    // With a second search on the other lane this would wait for the release, and the release for this.
    await Promise.all([client.productList({}), client.productList({})])
    release.resolve()
    await Promise.all(searches)
    expect(most).toBe(1)
  })

  it('go on after one has failed', async () => {
    const replies = [{ ...html, status: 502 }, json({ opr_code: '0' })]
    await using server = await startLocalServer(() => replies.shift() ?? html)
    const client = connect(server.url)
    const [first, second] = await Promise.allSettled([1, 2].map(() => client.search({ doc_type: 'sales_order' })))
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled'])
  })
})

describe('looking something up', () => {
  it('gives undefined or nothing where MetaKocka says that there is none', async () => {
    await using server = await startLocalServer(({ path }) =>
      path.endsWith('get_partner')
        ? json({ opr_code: '2', opr_desc: 'No partner with such properties.' })
        : json({ opr_code: '2', opr_desc: 'Cannot find document type sales_order with id = 12' }),
    )
    const client = connect(server.url)
    expect(await client.findDocument({ doc_type: 'sales_order', buyer_order: 'A-1' })).toBeUndefined()
    expect(await client.findPartners({ partner_email: 'ana@buyer.example' })).toEqual([])
  })

  it('gives what was found', async () => {
    await using server = await startLocalServer(({ path }) =>
      path.endsWith('get_partner')
        ? json({ partner_list_count: '1', partner_list: { mk_id: '7' } })
        : json({ opr_code: '0', mk_id: '12', buyer_order: 'A-1' }),
    )
    const client = connect(server.url)
    expect(await client.findDocument(key)).toMatchObject({ mk_id: '12', buyer_order: 'A-1' })
    expect(await client.findPartners({ partner_email: 'ana@buyer.example' })).toMatchObject([{ mk_id: '7' }])
  })

  it('does not take any other failure for "there is none"', async () => {
    for (const reply of [{ ...html, status: 502 }, json({ opr_code: '2', opr_desc: 'Unknown document type : x' })]) {
      await expect(failure(reply, (client) => client.findDocument(key))).resolves.toBeInstanceOf(AppError)
      await expect(failure(reply, (client) => client.findPartners({ partner_id: '1' }))).resolves.toBeInstanceOf(
        AppError,
      )
    }
  })

  it('does not ask for nothing', async () => {
    await using server = await startLocalServer(() => json({ opr_code: '2', opr_desc: 'Cannot find document' }))
    const call = connect(server.url).findDocument({ doc_type: 'sales_order', buyer_order: '' })
    await expect(call).rejects.toBeInstanceOf(TypeError)
    expect(server.received).toEqual([])
  })
})

describe('reading pages', () => {
  const ids = Array.from({ length: 250 }, (_, index) => String(index + 1))

  /** Serves the ids in pages, as the three lists do. */
  const startLists = () =>
    startLocalServer(({ path, body }) => {
      const { limit = '1000', offset = '0' } = body
      const page = ids.slice(Number(offset), Number(offset) + Number(limit))
      const count = String(page.length)
      if (path.endsWith('/search')) {
        const result = page.map((mk_id) => ({ mk_id }))
        return json({
          opr_code: '0',
          result_all_records: String(ids.length),
          result_count: count,
          offset,
          limit,
          result,
        })
      }
      if (path.endsWith('/product_list')) {
        return json({
          opr_code: '0',
          offset,
          limit,
          product_list_count: count,
          product_list: page.map((mk_id) => ({ mk_id })),
        })
      }
      const rows = page.map((mk_id) => ({ warehouse_id: '1', mk_id, amount: '1' }))
      return json({ opr_code: '0', offset, limit, stock_list: rows })
    })
  const flatten = async <Row extends { mk_id: string }>(pages: AsyncIterable<Row[]>) =>
    (await collect(pages)).flat().map(({ mk_id }) => mk_id)

  it('gives every hit of a search, a hundred at a time', async () => {
    await using server = await startLists()
    const hits = await collect(connect(server.url).searchAll({ doc_type: 'sales_order' }))
    expect(hits.map(({ mk_id }) => mk_id)).toEqual(ids)
    expect(server.received.map(({ body: { offset } }) => offset)).toEqual(['0', '100', '200'])
  })

  it('gives every product and every stock row', async () => {
    await using server = await startLists()
    const client = connect(server.url)
    expect(await flatten(client.productPages({ sales: 'true', limit: '100' }))).toEqual(ids)
    expect(await flatten(client.stockPages({ limit: '125' }))).toEqual(ids)
    expect(server.received.map(({ body: { sales, offset } }) => `${sales} ${offset}`)).toEqual([
      'true 0',
      'true 100',
      'true 200',
      'true 250',
      'undefined 0',
      'undefined 125',
      'undefined 250',
    ])
  })

  it('fails as a whole when one page fails', async () => {
    await using server = await startLocalServer(({ body: { offset } }) =>
      offset === '0'
        ? json({ opr_code: '0', limit: '1', stock_list: [{ warehouse_id: '1', mk_id: '1', amount: '1' }] })
        : { ...html, status: 502 },
    )
    const pages = flatten(connect(server.url).stockPages({ limit: '1' }))
    await expect(pages).rejects.toMatchObject({ code: 'ERR_REMOTE_UNAVAILABLE' })
  })
})

describe('report', () => {
  it('gives a file as it came', async () => {
    const bytes = Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0x00])
    await using server = await startLocalServer(() => ({ headers: { 'content-type': 'application/pdf' }, body: bytes }))
    const { file } = await connect(server.url).report({ report_id: '38', mk_id: '1' })
    expect(file?.contentType).toBe('application/pdf')
    expect(Buffer.from(file?.bytes ?? []).equals(bytes)).toBe(true)
  })

  it('does not take a web page or a failure for a file', async () => {
    const print = (client: MetakockaClient) => client.report({ report_id: '38', mk_id: '1' })
    expect(await failure(html, print)).toMatchObject({ code: 'ERR_REMOTE_UNAVAILABLE' })
    const broken = { status: 500, headers: { 'content-type': 'application/pdf' }, body: '%PDF' }
    expect(await failure(broken, print)).toMatchObject({ code: 'ERR_REMOTE_UNAVAILABLE' })
  })
})

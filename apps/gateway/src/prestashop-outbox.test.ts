import type { ChildProcess } from 'node:child_process'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFakeHub, type FakeHub } from './testing/fake-hub.ts'
import { createShop, describePhp, type Happenings, type TestShop } from './testing/prestashop-shop.ts'

const secret = `whsec_${'A'.repeat(43)}=`
/** Longer than the shop may hold the turn to send: 50 s of work and 30 s of grace. */
const afterLeaseS = 90

const productSaved = (id: number): Happenings => [['actionProductSave', { id_product: id }]]
const orderPlaced = (id: number, shop = 1): Happenings => [
  ['actionValidateOrder', { order: { Order: { id, id_shop: shop } } }],
]

describePhp('the outbox of the module', () => {
  let hub: FakeHub
  let shop: TestShop
  beforeEach(async () => {
    hub = await createFakeHub()
    shop = await createShop()
    await shop.connect(hub.url, secret)
  })
  afterEach(async () => {
    await shop?.close()
    await hub?.close()
  })

  const delivered = () => hub.deliveries.map(({ type, subject }) => `${type} ${subject}`)
  /** Something changes while the hub is away. */
  const happenUnheard = async (happenings: Happenings) => {
    await hub.goAway()
    const said = await shop.happen(happenings, { shop: 1 })
    await hub.comeBack()
    return said
  }

  it('makes one event of a record that changes over and over', async () => {
    await happenUnheard([...productSaved(5), ...productSaved(5), ...orderPlaced(57), ...productSaved(5)])
    await happenUnheard(productSaved(5))

    expect(await shop.waiting()).toEqual(['order.created 57 of 1', 'product.changed 5 of 1'])
    expect(await shop.cron({ clockS: 3600 })).toEqual({ sent: 2, waiting: 0 })
    expect(delivered().sort()).toEqual(['order.created 57', 'product.changed 5'])
  })

  it('keeps what the hub was not there for, leaves it in peace for longer and longer, and sends it once', async () => {
    const { log } = await happenUnheard(orderPlaced(57))
    expect(log).toBe('')

    await hub.goAway()
    const waits = []
    for (const clockS of [10, 100, 1000, 10_000, 20_000]) {
      await shop.cron({ clockS })
      const [row] = await shop.sql('SELECT next_try_at - last_try_at AS wait FROM ps_pretok_hub')
      waits.push(Number(row?.['wait']))
    }
    expect(waits).toEqual([60, 300, 1800, 1800, 1800])

    await hub.comeBack()
    expect(await shop.cron({ clockS: 20_100 })).toEqual({ sent: 0, waiting: 1 })
    expect(hub.deliveries).toEqual([])
    expect(await shop.cron({ clockS: 30_000 })).toEqual({ sent: 1, waiting: 0 })
    expect(await shop.cron({ clockS: 40_000 })).toEqual({ sent: 0, waiting: 0 })
    expect(delivered()).toEqual(['order.created 57'])
  })

  it('is sent by one process at a time', async () => {
    await happenUnheard([...orderPlaced(57), ...productSaved(5), ...productSaved(6)])
    let second: Promise<unknown> | undefined
    hub.answers(async () => {
      second ??= shop.cron({ clockS: 10 })
      await second
      return { status: 202 }
    })

    expect(await shop.cron({ clockS: 10 })).toEqual({ sent: 3, waiting: 0 })
    expect(await second).toEqual({ sent: 0, waiting: 3 })
    expect(delivered().sort()).toEqual(['order.created 57', 'product.changed 5', 'product.changed 6'])
  })

  it('survives the death of the process that sends, and repeats under the same id', async () => {
    await happenUnheard(orderPlaced(57))
    let sender: ChildProcess | undefined
    hub.answers(() => {
      sender?.kill('SIGKILL')
      return undefined
    })
    const started = (process: ChildProcess) => {
      sender = process
    }
    await expect(shop.cron({ clockS: 10, started })).rejects.toThrow()

    hub.answers(() => ({ status: 202 }))
    expect(await shop.cron({ clockS: 20 })).toEqual({ sent: 0, waiting: 1 })
    expect(await shop.cron({ clockS: 10 + afterLeaseS })).toEqual({ sent: 1, waiting: 0 })
    expect(new Set(hub.deliveries.map(({ id }) => id)).size).toBe(1)
    expect(hub.deliveries).toHaveLength(2)
  })

  it('tells again, under another id, of a record that changes while it is being told of', async () => {
    hub.answers(async () => {
      if (hub.deliveries.length === 1) await shop.happen(productSaved(5), { shop: 1 })
      return { status: 202 }
    })

    await shop.happen(productSaved(5), { shop: 1 })

    expect(delivered()).toEqual(['product.changed 5', 'product.changed 5'])
    expect(hub.deliveries[0]?.id).not.toBe(hub.deliveries[1]?.id)
    expect(await shop.waiting()).toEqual([])
  })

  it('tells again of a record that changes once more after it was told of, in the same request', async () => {
    await shop.happen([...productSaved(5), ['cron', {}], ...productSaved(5)], { shop: 1 })
    expect(delivered()).toEqual(['product.changed 5', 'product.changed 5'])
    expect(new Set(hub.deliveries.map(({ id }) => id)).size).toBe(2)
  })

  it('does not hold up other events for one that is refused', async () => {
    hub.answers(({ subject }) => ({ status: subject === '5' ? 400 : 202 }))
    await shop.happen([...productSaved(5), ...productSaved(6)], { shop: 1 })

    expect(await shop.waiting()).toEqual(['product.changed 5 of 1'])
    expect(await shop.page({}, { shop: 1 })).toContain('["Of these, not understood by Pretok","1"]')
    expect(await shop.cron({ clockS: 3600 })).toEqual({ sent: 0, waiting: 1 })
    expect(delivered()).toHaveLength(2)
  })

  it.each([
    { what: 'a hub that hangs up', answer: undefined, says: 'No answer from Pretok.' },
    { what: 'another address', answer: { status: 404 }, says: 'There is no webhook of Pretok at this address (404).' },
    { what: 'trouble', answer: { status: 503 }, says: 'Pretok cannot take messages now (503).' },
    {
      what: 'a wrong clock',
      answer: { status: 401, body: '{"code":"ERR_WEBHOOK_TIME"}' },
      says: 'The clock of this server is more than five minutes off (401).',
    },
    {
      what: 'an endless answer',
      answer: { status: 502, body: 'x'.repeat(100_000) },
      says: 'Pretok cannot take messages now (502).',
    },
  ])('says what is wrong, and keeps all: $what', async ({ answer, says }) => {
    hub.answers(() => answer)
    await shop.happen([...productSaved(5), ...productSaved(6)], { shop: 1 })

    expect(hub.deliveries).toHaveLength(1)
    expect(await shop.waiting()).toHaveLength(2)
    expect(await shop.page({}, { shop: 1 })).toContain(says)
  })

  it('follows no redirect with a signed message', async () => {
    const other = await createFakeHub()
    hub.answers(() => ({ status: 301, headers: { location: other.url } }))
    const form = { PRETOK_URL: hub.url, submitPretokTest: '1' }
    expect(await shop.page(form, { shop: 1 })).toContain('error: The address leads elsewhere (301).')
    expect(other.deliveries).toEqual([])
    await other.close()
  })

  it('waits as long as the hub asks for', async () => {
    hub.answers(() => ({ status: 429, headers: { 'retry-after': '40' } }))
    await shop.happen(productSaved(5), { shop: 1 })
    hub.answers(() => ({ status: 202 }))

    expect(await shop.cron({ clockS: 35 })).toEqual({ sent: 0, waiting: 1 })
    expect(await shop.cron({ clockS: 45 })).toEqual({ sent: 1, waiting: 0 })
  })

  it('lets the shop go on when it cannot be written, and says so once', async () => {
    await shop.sql('DROP TABLE ps_pretok_outbox')
    const { answer, log } = await shop.happen([...orderPlaced(57), ...productSaved(5)], { shop: 1 })

    expect(answer).toBe('done')
    expect(log.match(/log 3: Pretok: a change was not announced/g)).toHaveLength(1)
    await shop.request('install')
  })

  it('takes no more when it is full, and says so', async () => {
    const digits =
      '(SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)'
    await shop.sql(`INSERT INTO ps_pretok_outbox (id_shop, type, subject, event_id, created_at, changed_at, next_try_at)
      SELECT 1, 'product.changed', 1 + a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n, '', 1, 1, 2000000000
      FROM ${digits} a, ${digits} b, ${digits} c, ${digits} d, ${digits} e`)

    const { log } = await shop.happen(orderPlaced(57), { shop: 1 })

    expect(log).toContain('log 3: Pretok: the outbox is full')
    expect(await shop.sql("SELECT * FROM ps_pretok_outbox WHERE type = 'order.created'")).toEqual([])
    expect(await shop.page({}, { shop: 1 })).toContain('Further changes are not announced until these are sent.')
  })

  it('tells each shop of its own changes only', async () => {
    const third = await createFakeHub()
    await shop.connect(third.url, secret, { shop: 3 })
    await hub.goAway()

    await shop.happen([
      ...orderPlaced(57, 3),
      ...orderPlaced(58, 2),
      ['actionObjectProductUpdateAfter', { object: { Product: { id: 5, id_shop_list: [1, 3] } } }],
      [
        'actionObjectStockAvailableUpdateAfter',
        { object: { StockAvailable: { id_product: 5, id_shop: 0, id_shop_group: 2 } } },
      ],
    ])

    expect(third.deliveries.map(({ type }) => type).sort()).toEqual([
      'order.created',
      'product.changed',
      'stock.changed',
    ])
    expect(await shop.waiting()).toEqual(['product.changed 5 of 1', 'order.created 58 of 2', 'stock.changed 5 of 2'])
    await third.close()
  })

  it('is not filled by a shop that is not connected, and goes with the module', async () => {
    await happenUnheard(productSaved(5))
    expect(await shop.page({ PRETOK_URL: '', PRETOK_SECRET: '', submitPretok: '1' })).toContain('is not connected')
    expect(await shop.waiting()).toEqual([])
    await shop.happen(productSaved(6), { shop: 1 })
    expect(await shop.waiting()).toEqual([])

    expect((await shop.request('uninstall')).answer).toBe(true)
    expect(await shop.sql('SELECT * FROM ps_configuration')).toEqual([])
  })

  it.each([
    'http://pretok.example/hooks/prestashop/01a2085b-5cbb-724e-850d-6594249c9fdf',
    'https://pretok.example',
    'https://pretok.example/hooks/metakocka/01a2085b-5cbb-724e-850d-6594249c9fdf',
    'https://user:pass@pretok.example/hooks/prestashop/01a2085b-5cbb-724e-850d-6594249c9fdf',
    'file:///hooks/prestashop/01a2085b-5cbb-724e-850d-6594249c9fdf',
  ])('is not sent to just any address: %s', async (url) => {
    const page = await shop.page({ PRETOK_URL: url, PRETOK_SECRET: secret, submitPretok: '1' })
    expect(page).toContain('error: This is not the address of a webhook')
  })

  it.each(['whsec_', 'whsec_c2hvcnQ=', `${secret} `.repeat(2), 'A'.repeat(44)])(
    'wants a secret, not %j',
    async (given) => {
      const page = await shop.page({ PRETOK_URL: hub.url, PRETOK_SECRET: given, submitPretok: '1' })
      expect(page).toContain('error: The secret is missing or not complete.')
    },
  )

  it('is emptied by nobody without the token', async () => {
    await happenUnheard(productSaved(5))
    expect((await shop.request('cron', { token: 'x' }, { clockS: 10 })).answer).toEqual({ error: 'token' })
    expect(hub.deliveries).toEqual([])
  })
})

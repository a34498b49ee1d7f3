import { execFile } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { schema } from '@pretok/db'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ConnectionResource } from './resources/connection.ts'
import type { CreatedHookSecret } from './resources/hook-secret.ts'
import { createShop, describePhp, moduleFolder, type TestShop } from './testing/prestashop-shop.ts'
import { createTestGateway, goodConnection, type TestGateway } from './testing/test-gateway.ts'

const run = promisify(execFile)
const phpFiles = globSync('**/*.php', { cwd: moduleFolder }).map((file) => join(moduleFolder, file))

describePhp('the files of the module', () => {
  it('are PHP', async () => {
    expect(phpFiles.length).toBeGreaterThan(20)
    for (const file of phpFiles) await run('php', ['-l', file])
  })

  it('cannot be called from outside, but through the shop', async () => {
    for (const file of phpFiles) {
      if (file.endsWith('index.php') || file.includes('/translations/')) continue
      expect((await run('php', [file])).stdout).toBe('')
      expect(await readFile(file, 'utf8')).toContain("if (!defined('_PS_VERSION_')) {\n    exit;")
    }
    const folders = new Set(globSync('**/*', { cwd: moduleFolder }).map((path) => dirname(path)))
    expect(new Set(globSync('**/index.php', { cwd: moduleFolder }).map((path) => dirname(path)))).toEqual(folders)
  })

  it('have every text in Slovene, and none that HTML would change', async () => {
    const texts = []
    for (const [source, file] of [
      ['pretok', 'pretok.php'],
      ['configurationpage', 'classes/ConfigurationPage.php'],
    ] as const) {
      const code = await readFile(join(moduleFolder, file), 'utf8')
      for (const [, text = ''] of code.matchAll(/->l\(\s*'([^']*)'/g)) {
        texts.push({ text, key: `<{pretok}prestashop>${source}_${createHash('md5').update(text).digest('hex')}` })
      }
    }
    const translations = await readFile(join(moduleFolder, 'translations/sl.php'), 'utf8')
    const keys = [...translations.matchAll(/\$_MODULE\['([^']+)'\]/g)].map(([, key]) => key)
    expect(new Set(texts.map(({ key }) => key))).toEqual(new Set(keys))
    expect(texts.filter(({ text }) => /[&<>"]/.test(text))).toEqual([])
    expect([...translations.matchAll(/^ {4}'(.*)';$/gm)].filter(([, text = '']) => /[&<>"]/.test(text))).toEqual([])
  })
})

describePhp("the module and the gateway's webhook", () => {
  let gateway: TestGateway
  let shop: TestShop
  let origin: string
  beforeAll(async () => {
    gateway = await createTestGateway()
    await gateway.app.listen({ port: 0, host: '127.0.0.1' })
    origin = `http://127.0.0.1:${(gateway.app.server.address() as AddressInfo).port}`
  })
  afterAll(() => gateway?.close())
  beforeEach(async () => {
    shop = await createShop()
  })
  afterEach(() => shop?.close())

  const makeSecret = async (id: string) =>
    (await gateway.post<CreatedHookSecret>(`/v1/connections/${id}/hook-secrets/prestashop`)).body.secret as string
  const createConnection = async () => {
    const { id } = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body
    return { id, url: `${origin}/hooks/prestashop/${id}`, secret: await makeSecret(id) }
  }
  const stored = async (connectionId: string) =>
    (await gateway.db.select().from(schema.inboundEvents))
      .filter((row) => row.connectionId === connectionId)
      .map(({ event, subject }) => `${event} ${subject}`)
      .sort()

  it('agree on the signature', async () => {
    const { id, secret } = await createConnection()
    const sign = async (given: string) => {
      const input = { secret: given, id: randomUUID(), type: 'order.created', subject: 57 }
      const { body, headers } = (await shop.request('sign', input)).answer as { body: string; headers: string[] }
      return { body, headers: Object.fromEntries(headers.map((line) => line.split(': '))) }
    }
    const deliver = async (body: string, headers: Record<string, string>) =>
      (await gateway.post(`/hooks/prestashop/${id}`, body, { apiKey: null, headers })).status

    const { body, headers } = await sign(secret)
    expect(await deliver(body, headers)).toBe(202)
    expect(await deliver(body, headers)).toBe(200)
    expect(await deliver(body.replace('57', '58'), headers)).toBe(401)
    const other = await sign(`whsec_${randomBytes(32).toString('base64')}`)
    expect(await deliver(other.body, other.headers)).toBe(401)
    expect(await stored(id)).toEqual(['order.created 57'])
  })

  it('bring everything that happens in a request over, each record once', async () => {
    const { id, url, secret } = await createConnection()
    await shop.connect(url, secret)
    const order = { Order: { id: 57, id_shop: 1 } }

    const { log } = await shop.happen(
      [
        ['actionObjectOrderAddAfter', { object: order }],
        ['actionValidateOrder', { order, cart: {}, customer: {} }],
        ['actionOrderStatusPostUpdate', { id_order: 57 }],
        ['actionOrderHistoryAddAfter', { order_history: { OrderHistory: { id: 9, id_order: 57 } } }],
        ['actionPaymentConfirmation', { id_order: 57 }],
        ['actionObjectOrderCarrierUpdateAfter', { object: { OrderCarrier: { id: 3, id_order: 58 } } }],
        ['actionProductSave', { id_product: 5, product: { Product: { id: 5 } } }],
        ['actionObjectCombinationUpdateAfter', { object: { Combination: { id: 40, id_product: 6 } } }],
        ['actionUpdateQuantity', { id_product: 5, id_product_attribute: 0, quantity: 3 }],
        ['actionObjectStockAvailableUpdateAfter', { object: { StockAvailable: { id: 1, id_product: 5, id_shop: 1 } } }],
      ],
      { shop: 1 },
    )

    expect(log).toBe('')
    expect(await shop.waiting()).toEqual([])
    expect(await stored(id)).toEqual([
      'order.changed 57',
      'order.changed 58',
      'order.created 57',
      'product.changed 5',
      'product.changed 6',
      'stock.changed 5',
    ])
  })

  it('keep what is refused until the right secret is there, and say why', async () => {
    const { id, url, secret } = await createConnection()
    await shop.connect(url, secret)
    const newSecret = await makeSecret(id)

    await shop.happen([['actionProductSave', { id_product: 5 }]], { shop: 1 })
    expect(await shop.waiting()).toEqual(['product.changed 5 of 1'])
    expect(await shop.page({}, { shop: 1 })).toContain('the secret is not the latest one')
    expect(await shop.page({}, { shop: 1, language: 'si' })).toContain('skrivni klju\\u010d ni zadnji')

    const form = { PRETOK_URL: url, PRETOK_SECRET: newSecret, submitPretokTest: '1' }
    expect(await shop.page(form, { shop: 1 })).toContain(
      'done: Pretok took the message (202). Sent of what was waiting: 1.',
    )
    expect(await shop.waiting()).toEqual([])
    expect(await stored(id)).toEqual(['order.changed 1', 'product.changed 5'])
    expect(await shop.page({}, { shop: 1 })).not.toContain(newSecret.slice('whsec_'.length))
  })
})

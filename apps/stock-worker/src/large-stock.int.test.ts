import { sql } from 'drizzle-orm'
import { afterEach, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

const count = 10_000
const changed = count / 100

let hub: TestHub
afterEach(() => hub.close())

it(`of ${count} rows of which one in a hundred differs costs few requests`, async () => {
  hub = await startTestHub()
  await hub.startWorker()
  const { company, store, connectionId, db } = hub
  await hub.stockErp(() => 10)
  const codes = Array.from({ length: count }, (_, n) => `BULK-${n}`)
  company.addProducts(codes.map((code) => ({ code, name: code, taxFactor: '0.22', priceWithTax: '1' })))
  for (const code of codes) company.setStock({ code, amount: '10' })
  await hub.readCatalogues()
  const { id: _, ...like } = hub.stockRow(6)
  for (let n = 0; n < count; n += 1) {
    store.shop.insert('stock_availables', { ...like, id_product: String(100_000 + n), quantity: '10' })
  }
  await db.execute(sql`
    insert into store_items (id, connection_id, product_id, code, name, is_active, snapshot, content_hash, read_at)
    select gen_random_uuid(), connection_id, (100000 + n)::text, 'BULK-' || n, name, true,
      snapshot || jsonb_build_object('productId', (100000 + n)::text, 'reference', 'BULK-' || n), n::text, read_at
    from store_items, generate_series(0, ${count - 1}) n where product_id = '6' and connection_id = ${connectionId}`)
  await hub.flow(60_000)

  const cost = async (pass: () => Promise<unknown>) => {
    const [reads, puts] = ['GET', 'PUT'].map((method) => hub.requestsOf(method, 'stock_availables'))
    await pass()
    return {
      reads: hub.requestsOf('GET', 'stock_availables') - (reads ?? 0),
      puts: hub.requestsOf('PUT', 'stock_availables') - (puts ?? 0),
    }
  }
  const change = (amount: string, from: number) => {
    for (const code of codes.slice(from, from + changed)) company.setStock({ code, amount })
  }
  change('7', 0)
  await hub.passTime(29)
  const full = await cost(() => hub.flow(60_000))
  expect((await hub.passes())[0]).toMatchObject({ kind: 'full', counts: { toWrite: changed, written: changed } })
  expect(hub.quantity(100_000 + changed - 1)).toBe(7)
  expect(full.reads).toBeLessThanOrEqual(25)
  expect(full.puts).toBeLessThanOrEqual(20)

  change('5', changed)
  await hub.passTime(1)
  const delta = await cost(() => hub.flow(60_000))
  expect((await hub.passes())[0]).toMatchObject({ kind: 'delta', counts: { written: changed } })
  expect(delta.reads).toBeLessThan(full.reads)
  expect(delta.puts).toBeLessThanOrEqual(full.puts)
}, 120_000)

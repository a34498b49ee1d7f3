import { schema } from '@pretok/db'
import { count, eq, sql } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestHub, type TestHub } from './testing/test-hub.ts'

let hub: TestHub
let closeWorker: () => Promise<void>
afterEach(async () => {
  await closeWorker()
  await hub.close()
})

describe('a catalogue of a thousand products', () => {
  it('costs few requests, in turns, and no write of what has not changed', async () => {
    hub = await startTestHub({ flowIsOn: false, reading: { turnMs: 0 } })
    hub.addProducts(6, 1_000 - 33, (n) => ({
      reference: `BULK-${n}`,
      date_upd: `2026-10-01 ${new Date(n * 60_000).toISOString().slice(11, 19)}`,
    }))
    const worker = await hub.startWorker()
    closeWorker = () => worker.close()
    await hub.sync({ dryRun: true })
    await hub.settled()
    const requests = hub.store.requests.list().length
    expect(requests / 1_000).toBeLessThanOrEqual(0.15)
    expect(await hub.tally()).toMatchObject({ create: 32 + 967 })

    const versions = () => hub.db.execute(sql`select id, xmin::text from store_items order by id`)
    const before = (await versions()).rows
    await hub.flow()
    expect((await versions()).rows).toEqual(before)
  })
})

describe('ten thousand items', () => {
  it('are planned in batches: a few statements for each five hundred', async () => {
    hub = await startTestHub({ flowIsOn: false })
    const worker = await hub.startWorker()
    closeWorker = () => worker.close()
    await hub.sync({ dryRun: true })
    await hub.settled()
    await hub.db.execute(sql`
      insert into store_items (id, connection_id, product_id, code, name, is_active, snapshot, content_hash, read_at)
      select gen_random_uuid(), connection_id, 'x' || n, 'X-' || n, name, true,
        snapshot || jsonb_build_object('productId', 'x' || n, 'reference', 'X-' || n), n::text, read_at
      from store_items, generate_series(1, 10000) n where product_id = '6'`)
    const statements = await hub.countStatements(() => hub.flow())
    const [planned] = await hub.db
      .select({ items: count() })
      .from(schema.storeItems)
      .where(eq(schema.storeItems.action, 'create'))
    expect(planned?.items).toBe(10_000 + 32)
    // Of each batch: the items, who else has their codes, the plans.
    expect(statements).toBeGreaterThanOrEqual(20 * 3)
    expect(statements).toBeLessThan(20 * 3 + 30)
  })
})

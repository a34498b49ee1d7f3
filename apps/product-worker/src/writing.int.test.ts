import { createWriteWindow, ensureBindings } from '@pretok/worker'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startTestHub, type TestHub, type TestHubOptions } from './testing/test-hub.ts'

let hub: TestHub
let closeWorker: () => Promise<void>
afterEach(async () => {
  await closeWorker()
  await hub.close()
})

const start = async (options: TestHubOptions = {}) => {
  hub = await startTestHub(options)
  const worker = await hub.startWorker()
  closeWorker = () => worker.close()
}

const codesInErp = () => hub.products().map(({ code }) => String(code))
const isEachThereOnce = async () => {
  const planned = (await hub.items()).filter(({ action }) => action === 'leave').map(({ code }) => code)
  expect(codesInErp().toSorted()).toEqual(planned.toSorted())
}

describe('a creation', () => {
  it.each(['hang-up-after', 'cut-answer', 'hang-up-before'] as const)(
    'of which no answer comes makes one product, and holds up no other (%s)',
    async (kind) => {
      await start({ writeCeilingMs: 1_000 })
      hub.erp.faults.add({ kind, call: 'product_add', times: 2 })
      await hub.flow()
      expect(codesInErp()).toHaveLength(32)
      await isEachThereOnce()
    },
  )

  it('by a runner that vanished is found, and not made again', async () => {
    let created = 0
    hub = await startTestHub({
      writeCeilingMs: 1_000,
      wrapErp: (erp) => ({
        ...erp,
        createProduct: async (...given) => {
          const mkId = await erp.createProduct(...given)
          created += 1
          // From here on this process does nothing any more: its lease runs out.
          if (created === 3) await new Promise(() => undefined)
          return mkId
        },
      }),
    })
    const first = await hub.startWorker()
    closeWorker = async () => undefined
    await hub.ask()
    await vi.waitFor(() => expect(created).toBeGreaterThanOrEqual(3), { timeout: 15_000 })
    await hub.db.execute("update work set lease_until = now(), fence = fence + 1 where state = 'running'")
    void first.close()
    const second = await hub.startWorker()
    closeWorker = () => second.close()
    await hub.settled()
    expect(codesInErp()).toHaveLength(32)
    await isEachThereOnce()
  })

  it('beside orders that create the same codes makes one product of each', async () => {
    await start({ writeCeilingMs: 4_000 })
    hub.erp.faults.add({ kind: 'late-answer', ms: 50, call: 'product_add' })
    await hub.ask()
    await vi.waitFor(() => expect(codesInErp().length).toBeGreaterThan(2), { timeout: 15_000, interval: 10 })
    const { erp } = await hub.openSides()
    const signal = new AbortController().signal
    const writeWindow = createWriteWindow(4_000)
    const bindAll = ensureBindings({ database: hub.database, connectionId: hub.connectionId, writeWindow, signal })
    const wanted = (await hub.items()).filter(({ action }) => action === 'create').map(({ code }) => code)
    expect(wanted.length).toBeGreaterThan(5)
    for (const code of wanted.toReversed()) {
      const ensure = async (options: object) => {
        const erpId = await erp.ensureProduct({ code, name: code, service: false, unit: 'kos' }, options)
        return { erpId, data: {} }
      }
      await vi.waitFor(() => bindAll('product', new Map([[code, { ensure }]])), { timeout: 10_000, interval: 50 })
    }
    await hub.settled()
    expect(codesInErp()).toHaveLength(32)
    await isEachThereOnce()
  })

  it('that is refused is set aside with the words of the ERP, alone, until it is tried again', async () => {
    await start({ settings: { unit: 'nesmisel' } })
    hub.erp.company.changeSettings({ units: ['kos'] } as never)
    await hub.flow()
    const tally = await hub.tally()
    expect(tally).toMatchObject({ ERR_PRODUCT_ERP_REFUSED: 32 })
    const refused = (await hub.items()).find(({ productId }) => productId === '6')
    expect(refused?.plan).toMatchObject({ reason: { message: expect.stringContaining('nesmisel') } })
    await hub.changeSettings({ unit: 'kos' })
    await hub.flow()
    await isEachThereOnce()
    expect(codesInErp()).toHaveLength(32)
  })
})

it('what a person has just done in the ERP is seen before a write', async () => {
  await start({ flowIsOn: false })
  await hub.sync({ dryRun: true })
  await hub.settled()
  const { code } = await hub.item(6)
  const { mk_id: mkId } = await hub.tellErp('product_add', { count_code: 'X', code, name: 'By hand', unit: 'kos' })
  await hub.changeSettings({}, { products: true })
  await hub.flow()
  expect(hub.productsWithCode(code)).toMatchObject([{ name: 'By hand' }])
  expect(await hub.item(6)).toMatchObject({ action: 'leave', erpMkId: mkId })
})

it('a pack becomes a compound once what it holds is there', async () => {
  await start({ settings: { packs: 'compound' } })
  // The recorded one holds a combination whose code all its siblings have too.
  hub.store.shop.update('combinations', 19, { reference: 'POSTER-19' })
  await hub.flow()
  const pack = (await hub.items()).find(({ snapshot }) => (snapshot as { kind: string } | null)?.kind === 'pack')
  expect(pack).toMatchObject({ action: 'leave' })
  expect(hub.productsWithCode(pack?.code ?? '')).toMatchObject([{ compound: 'true' }])
})

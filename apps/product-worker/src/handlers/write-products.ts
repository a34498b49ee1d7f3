import {
  type Database,
  findItemsToWrite,
  findItemToPlan,
  type ItemToPlan,
  type ItemToWrite,
  replaceErpProducts,
  saveErpProducts,
  savePlans,
  unbind,
  unplanLike,
} from '@pretok/db'
import { ErpRefusedError, isService, type PortOptions, type ProductPlan, refusalReason } from '@pretok/domain'
import type { productsQueue } from '@pretok/jobs'
import { RemoteOutcomeUnknownError } from '@pretok/kernel'
import type { Handler } from '@pretok/queue'
import { BusyElsewhere, createWriteWindow, ensureBindings, type OpenSides, type Stopwatch } from '@pretok/worker'
import { forEach } from '../catalogue-run.ts'
import { planItem } from '../plan-item.ts'
import { planProducts } from '../plan-products.ts'
import { toWrittenProduct } from '../to-written-product.ts'

/** Items that are found together. */
const batchSize = 100

/** Then others get the lane. */
const longestTurnMs = 60_000

/** Somebody else is creating a product of this code: an order, mostly, and soon done. */
const busyWaitMs = 2_000

export interface WriteProductsDeps {
  database: Database
  openSides: OpenSides
  /** How long the ERP may still work on a write that we no longer hear of, in milliseconds. */
  writeCeilingMs: number
  /** How long it may write before it makes room for others. Default 60 s. */
  turnMs?: number
  /** By which a runner measures how long ago it claimed a code. Default: the machine's clocks. */
  stopwatch?: Stopwatch
}

/** An item as the ERP has it at this moment, and what is to become of it. */
interface Looked {
  item: ItemToPlan
  plan: ProductPlan
}

/**
 * Writes to the ERP what was planned, item by item. Before each write the code is looked up and the item planned anew, as somebody may have
 * been at it in the ERP. Creations go under the claim of the code that orders use as well. What the ERP refuses is put aside; the rest flows.
 */
export const writeProducts =
  ({
    database,
    openSides,
    writeCeilingMs,
    turnMs = longestTurnMs,
    stopwatch,
  }: WriteProductsDeps): Handler<typeof productsQueue, 'write-products'> =>
  async ({ connectionId }, { signal, commit, log }) => {
    const { erp, settings: all } = await openSides(connectionId)
    const settings = all.products
    const writeWindow = createWriteWindow(writeCeilingMs, stopwatch)
    const bindAll = ensureBindings({ database, connectionId, writeWindow, signal })
    const turnEnds = Date.now() + turnMs
    const mayGoOn = () => Date.now() <= turnEnds
    const counts = { created: 0, changed: 0, refused: 0 }
    let nextLookMs: number | undefined

    /** @returns `undefined` when the item is another one by now */
    const look = async ({ id, code }: ItemToWrite, options: PortOptions): Promise<Looked | undefined> => {
      const standing = await erp.findProducts(code, options)
      return commit(async (tx) => {
        await replaceErpProducts(tx, connectionId, code, standing)
        const item = await findItemToPlan(tx, connectionId, id)
        if (item?.code !== code) return undefined
        const plan = planItem(item, settings)
        await savePlans(tx, [{ id, contentHash: item.contentHash, plan }])
        return { item, plan }
      })
    }

    const noteWritten = async ({ item, plan }: Looked, mkId: string): Promise<void> => {
      const { id, contentHash } = item
      await commit(async (tx) => {
        await saveErpProducts(tx, connectionId, [toWrittenProduct(item, plan.fields, mkId, settings)])
        const done: ProductPlan = { ...plan, action: 'leave', mkId, changes: [], fields: {} }
        await savePlans(tx, [{ id, contentHash, plan: done, written: plan.fields }])
      })
    }

    const noteRefusal = async ({ item, plan }: Looked, error: ErpRefusedError): Promise<void> => {
      counts.refused += 1
      const reason = refusalReason(error, item.item)
      const { id, contentHash } = item
      await commit((tx) => savePlans(tx, [{ id, contentHash, plan: { ...plan, action: 'quarantine', reason } }]))
    }

    const lookAgainIn = (ms: number): void => {
      nextLookMs = Math.max(nextLookMs ?? 0, ms)
    }

    const write = async (wanted: ItemToWrite): Promise<void> => {
      let looked: Looked | undefined
      const create = async (options: PortOptions) => {
        looked = await look(wanted, options)
        if (looked?.plan.action !== 'create') return undefined
        const { item, plan } = looked
        const { code } = item
        const { unit, priceList } = settings
        const product = { code, unit, priceList, isService: isService(item.item), fields: plan.fields }
        const erpId = await erp.createProduct(product, options)
        return { erpId, data: {} }
      }
      try {
        if (wanted.action === 'create') {
          const bound = (await bindAll('product', new Map([[wanted.code, { ensure: create }]]))).get(wanted.code)
          if (bound && looked) {
            counts.created += 1
            return await noteWritten(looked, bound.erpId)
          }
        }
        looked ??= await look(wanted, { signal })
        if (!looked) return
        const { item, plan } = looked
        if (plan.action === 'create') {
          // It was bound, and is there no more, or was planned to be changed: next time it is created under a claim.
          await commit((tx) => unbind(tx, connectionId, 'product', [wanted.code]))
          lookAgainIn(0)
        }
        if (plan.action !== 'change' || plan.mkId === undefined) return
        await erp.changeProduct(
          { mkId: plan.mkId, priceList: settings.priceList, fields: plan.fields },
          { signal, mayStart: writeWindow.open() },
        )
        counts.changed += 1
        await noteWritten({ item, plan }, plan.mkId)
      } catch (error) {
        if (error instanceof BusyElsewhere) return lookAgainIn(busyWaitMs)
        if (error instanceof RemoteOutcomeUnknownError) {
          log.warn({ err: error, itemId: wanted.id }, 'the outcome of a write is unknown')
          return lookAgainIn(writeWindow.throughAfterMs)
        }
        if (error instanceof ErpRefusedError && looked) return noteRefusal(looked, error)
        throw error
      }
    }

    let after: string | undefined
    try {
      for (;;) {
        const items = await findItemsToWrite(database.db, connectionId, { after, limit: batchSize })
        if (items.length === 0) break
        await forEach(items, write, mayGoOn)
        if (!mayGoOn()) return { again: new Date() }
        after = items.at(-1)?.id
      }
    } finally {
      log.info(counts, 'products written')
    }
    if (counts.created > 0 && settings.packs === 'compound') {
      await commit((tx) => unplanLike(tx, connectionId, 'packs'))
      await planProducts({ database, connectionId, settings, commit, mayGoOn: () => true })
      return { again: new Date() }
    }
    return nextLookMs === undefined ? undefined : { again: new Date(Date.now() + nextLookMs) }
  }

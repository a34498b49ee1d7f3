import { type Erp, type ErpWarehouse, type Reason, type StockSettings, stockReasons } from '@pretok/domain'

/** A warehouse whose stock is for sale. */
export interface SaleWarehouse {
  mark: string
  /** The share of it that counts. */
  percent: number
}

export type SaleWarehouses = { chosen: ReadonlyMap<string, SaleWarehouse> } | { reason: Reason }

/** A mark that stands in the settings twice counts with both shares. One that the ERP lacks is an error: nothing of it is no zero. */
const choose = (warehouses: readonly ErpWarehouse[], settings: StockSettings): SaleWarehouses => {
  const active = warehouses.filter(({ isActive }) => isActive)
  const wanted =
    settings.warehouses.length > 0
      ? settings.warehouses
      : active.filter(({ isMain }) => isMain).map(({ mark }) => ({ mark, percent: 100 }))
  const missing = wanted.filter(({ mark }) => !active.some((warehouse) => warehouse.mark === mark))
  if (wanted.length === 0 || missing.length > 0) {
    return { reason: stockReasons.noWarehouse({ marks: missing.map(({ mark }) => mark) }) }
  }
  const chosen = new Map<string, SaleWarehouse>()
  for (const { mark, percent } of wanted) {
    for (const { id } of active.filter((warehouse) => warehouse.mark === mark)) {
      chosen.set(id, { mark, percent: percent + (chosen.get(id)?.percent ?? 0) })
    }
  }
  return { chosen }
}

/** Warehouses change a few times a year. */
const keptMs = 600_000

/** Reads which warehouses count, and keeps them for ten minutes. */
export const createWarehouseFinder = () => {
  const kept = new Map<string, { at: number; warehouses: ErpWarehouse[] }>()
  return async (
    connectionId: string,
    erp: Erp,
    settings: StockSettings,
    signal: AbortSignal,
  ): Promise<SaleWarehouses> => {
    const known = kept.get(connectionId)
    if (known && performance.now() - known.at < keptMs) {
      const found = choose(known.warehouses, settings)
      if ('chosen' in found) return found
    }
    const warehouses = await erp.readWarehouses({ signal })
    kept.set(connectionId, { at: performance.now(), warehouses })
    return choose(warehouses, settings)
  }
}
export type FindWarehouses = ReturnType<typeof createWarehouseFinder>

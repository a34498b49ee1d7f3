import { type Check, type ConnectionSettings, found, passed } from '@pretok/domain'
import type { ErpWarehouse } from '../warehouses.ts'
import { topics } from './topics.ts'
import { list } from './words.ts'

const marksOf = (warehouses: readonly ErpWarehouse[]): string[] => warehouses.map(({ mark }) => mark)

/** Whether the orders' warehouse is one of the company's, or which one MetaKocka takes by itself. */
export const checkWarehouse = (warehouses: readonly ErpWarehouse[], { orders }: ConnectionSettings): Check => {
  const { warehouse: mark } = orders
  const active = warehouses.filter((one) => one.active)
  const details = { configured: mark ?? null, active: marksOf(active) }
  const choose = [
    `Choose one of these on the connection: ${list(marksOf(active))}.`,
    `Na povezavi izberite eno od teh: ${list(marksOf(active))}.`,
  ] as const

  if (mark === undefined) {
    const main = active.find((one) => one.main)
    if (main) {
      return passed(
        topics.warehouse,
        [
          `Orders go to the main warehouse, ${main.name} (${main.mark}).`,
          `Naročila gredo v glavno skladišče, ${main.name} (${main.mark}).`,
        ],
        { details },
      )
    }
    return found(topics.warehouse, {
      status: 'warning',
      code: 'ERR_METAKOCKA_WAREHOUSE_MAIN_UNKNOWN',
      ...(active.length === 0 ? {} : { remedy: choose }),
      details,
    })
  }

  const chosen = warehouses.find((one) => one.mark === mark)
  if (!chosen) {
    return found(topics.warehouse, {
      status: 'failed',
      code: 'ERR_METAKOCKA_WAREHOUSE_UNKNOWN',
      message: [`MetaKocka has no warehouse with the mark "${mark}".`, `MetaKocka nima skladišča z oznako "${mark}".`],
      remedy: choose,
      details,
    })
  }
  if (!chosen.active) {
    return found(topics.warehouse, {
      status: 'failed',
      code: 'ERR_METAKOCKA_WAREHOUSE_INACTIVE',
      message: [
        `The warehouse ${chosen.name} (${mark}) is switched off in MetaKocka.`,
        `Skladišče ${chosen.name} (${mark}) je v MetaKocki izklopljeno.`,
      ],
      details,
    })
  }
  return passed(
    topics.warehouse,
    [`Orders go to the warehouse ${chosen.name} (${mark}).`, `Naročila gredo v skladišče ${chosen.name} (${mark}).`],
    { details },
  )
}

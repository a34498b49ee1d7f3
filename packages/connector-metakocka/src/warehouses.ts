import type { MetakockaClient } from '@pretok/client-metakocka'
import type { ErpFacts, PortOptions } from '@pretok/domain'

export type ErpWarehouse = NonNullable<ErpFacts['warehouses']>[number]

/** Every warehouse; one that does not say so is active, and not the main one. */
export const readWarehouses = async (client: MetakockaClient, options?: PortOptions): Promise<ErpWarehouse[]> => {
  const { warehouse_list } = await client.warehouseList({}, options)
  return warehouse_list.map(({ mk_id, mark, name = mark, main_warehouse = false, active = true }) => ({
    id: mk_id,
    mark,
    name,
    main: main_warehouse,
    active,
  }))
}

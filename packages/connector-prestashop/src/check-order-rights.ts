import { id, type PrestashopClient } from '@pretok/client-prestashop'
import type { PortOptions } from '@pretok/domain'
import { z } from 'zod'
import { orNothing } from './related.ts'

/** Whatever is read of every page of orders and without which there is no order. Of several that fail, the first is told. */
const needed = [
  'order_details',
  'order_cart_rules',
  'order_payments',
  'customers',
  'addresses',
  'configurations',
  'order_states',
  'currencies',
  'countries',
  'states',
  'carriers',
  'taxes',
  'languages',
] as const

const Row = z.object({ id })

/**
 * Reads the id of one row of everything that orders need. What the key is said to have rights to (`GET /api/`) would be one request,
 * but it does not show what stands in front of a single address of the webservice.
 */
export const checkOrderRights = async (client: PrestashopClient, options: PortOptions): Promise<void> => {
  const readOne = (resource: string) => client.list(resource, Row, { display: ['id'], limit: 1 }, options)
  // Alone: where nothing answers, one call is enough to see it.
  await readOne('orders')
  const tries = await Promise.allSettled(
    // Shops before 1.7.8 do not have all of them, and their orders are read all the same.
    needed.map((resource) => orNothing(readOne(resource), { canDoWithout: false })),
  )
  const failed = tries.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}

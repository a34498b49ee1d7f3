import type { PrestashopClient } from '@pretok/client-prestashop'
import type { PortOptions } from '@pretok/domain'
import { readOneOfEach } from './read-one-of-each.ts'
import { rightsOf } from './rights.ts'

/** Whatever is read of every page of orders and without which there is no order, orders first. */
const needed = rightsOf.orders.filter(({ optional }) => !optional).map(({ resource }) => resource)

/** Reads one row of everything that orders need. */
export const checkOrderRights = (client: PrestashopClient, options: PortOptions): Promise<void> =>
  readOneOfEach(client, needed, options)

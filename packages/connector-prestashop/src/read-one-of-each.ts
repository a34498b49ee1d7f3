import { id, type PrestashopClient } from '@pretok/client-prestashop'
import type { PortOptions } from '@pretok/domain'
import { z } from 'zod'
import { orNothing } from './related.ts'

const Row = z.object({ id })

/**
 * Reads the id of one row of each resource. What the key is said to have rights to (`GET /api/`) would be one request, but it does
 * not show what stands in front of a single address of the webservice. Of several that fail, the first is told.
 */
export const readOneOfEach = async (
  client: PrestashopClient,
  [first, ...others]: readonly string[],
  options: PortOptions,
): Promise<void> => {
  const readOne = (resource: string) => client.list(resource, Row, { display: ['id'], limit: 1 }, options)
  // Alone: where nothing answers, one call is enough to see it.
  if (first !== undefined) await readOne(first)
  const tries = await Promise.allSettled(
    // Older shops do not have all of them, and are read all the same.
    others.map((resource) => orNothing(readOne(resource), { canDoWithout: false })),
  )
  const failed = tries.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}

import { Check } from '@pretok/domain'
import { z } from 'zod'
import { Reproduction } from './reproduction.ts'

z.globalRegistry.add(Check, { id: 'Check' })

/** What a test of a connection found. */
export const ConnectionTest = z
  .object({
    status: z.enum(['ok', 'warning', 'failed']).meta({ description: 'The worst of the checks' }),
    checks: z.array(Check).meta({
      description:
        'In the order in which they were made: the store, then MetaKocka. A check that depends on one that failed is skipped.',
    }),
    testedAt: z.iso.datetime(),
    durationMs: z.int(),
    reproduction: Reproduction,
  })
  .meta({ id: 'ConnectionTest' })
export type ConnectionTest = z.output<typeof ConnectionTest>

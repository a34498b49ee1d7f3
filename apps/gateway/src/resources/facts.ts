import type { ConnectionFacts } from '@pretok/db'
import { ErpFacts, StoreFacts } from '@pretok/domain'
import { z } from 'zod'

z.globalRegistry.add(StoreFacts, { id: 'StoreFacts' })
z.globalRegistry.add(ErpFacts, { id: 'ErpFacts' })

const readAt = z.iso.datetime()

export const FactsResource = z
  .object({
    store: z.object({ readAt, facts: StoreFacts }).optional(),
    erp: z.object({ readAt, facts: ErpFacts }).optional(),
  })
  .meta({
    id: 'ConnectionFacts',
    description:
      'What each side says of itself. A side that was never read is absent, and so is a list that may not be read.',
    examples: [
      {
        store: {
          readAt: '2026-11-23T12:22:14.971Z',
          facts: { version: '8.2.1', name: 'Trgovina', timeZone: 'Europe/Ljubljana', defaultCurrency: 'EUR' },
        },
        erp: {
          readAt: '2026-11-23T12:22:15.102Z',
          facts: {
            warehouses: [{ id: '1600000042', name: 'Glavno skladišče', mark: 'glavno', main: true, active: true }],
          },
        },
      },
    ],
  })
export type FactsResource = z.output<typeof FactsResource>

export const toFactsResource = ({ store, erp }: ConnectionFacts): FactsResource => ({
  ...(store && { store: { ...store, readAt: store.readAt.toISOString() } }),
  ...(erp && { erp: { ...erp, readAt: erp.readAt.toISOString() } }),
})

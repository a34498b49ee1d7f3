import { DifferenceState, type OrderDifference, type OrderRecord } from '@pretok/db'
import { ChangeKind, Party } from '@pretok/domain'
import { z } from 'zod'
import { given } from '../given.ts'
import { Reason } from './reason.ts'

/** Something that a booked order has otherwise in the store than in the ERP. */
export const DifferenceItem = z
  .object({
    id: z.uuid(),
    kind: ChangeKind,
    state: DifferenceState.meta({
      description:
        '`resolved`: both sides agree again. `dismissed`: a person has closed it until the store says something else',
    }),
    reason: Reason.meta({ description: 'Both sides stand in `details.things`, save those of addresses' }),
    booked: Party.optional().meta({ description: 'For addresses: as it was booked' }),
    store: Party.optional().meta({ description: 'For addresses: as the store has it now' }),
    firstSeenAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    closedAt: z.iso.datetime().optional(),
    closedBy: z.string().optional().meta({ description: 'Who dismissed it' }),
    wantedAt: z.iso.datetime().optional().meta({ description: 'When a person last asked to have it applied' }),
    wantedBy: z.string().optional().meta({ description: 'Who that was' }),
  })
  .meta({ id: 'Difference' })
export type DifferenceItem = z.output<typeof DifferenceItem>

/** @param order for the sides of addresses, which are kept with it alone */
export const toDifferenceItem = (difference: OrderDifference, order?: OrderRecord): DifferenceItem => {
  const { id, kind, state, reason, firstSeenAt, lastSeenAt, closedAt, closedBy, wanted } = difference
  const sides =
    kind === 'payer' || kind === 'recipient'
      ? { booked: order?.bookedOrder?.[kind], store: order?.snapshot?.[kind] }
      : {}
  return {
    id,
    kind,
    state,
    reason,
    ...given(sides),
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    ...given({ closedAt: closedAt?.toISOString(), closedBy: closedBy?.name }),
    ...given({ wantedAt: wanted?.at.toISOString(), wantedBy: wanted?.by.name }),
  }
}

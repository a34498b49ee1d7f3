import { type Preview, PreviewState } from '@pretok/db'
import { OrderPreview, PreviewRequest } from '@pretok/domain'
import { z } from 'zod'
import { bodyExamples } from '../body-examples.ts'
import { given } from '../given.ts'
import { Reason } from './reason.ts'

const Call = z.object({
  name: z.string(),
  path: z.string(),
  body: z
    .record(z.string(), z.unknown())
    .meta({ description: 'As it would be sent, field by field, without the secret' }),
})

export const PreviewResource = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid(),
    request: PreviewRequest,
    state: PreviewState,
    orders: z.array(OrderPreview.extend({ reason: Reason.optional(), calls: z.array(Call) })).optional(),
    reason: Reason.optional().meta({ description: 'Why it failed' }),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
  })
  .meta({
    id: 'Preview',
    description:
      'What would become of each order now: its state with the reason, the document and the proof, what stands in MetaKocka already, and the calls that would change something there. Ids that only such a call returns are told as `new-partner-1` and the like. Kept for a day.',
  })
export type PreviewResource = z.output<typeof PreviewResource>

const [, ByIds, Latest] = PreviewRequest.options

export const NewPreview = z
  .union([ByIds, Latest])
  .meta(bodyExamples({ 'the last five orders': { latest: 5 }, 'some orders': { storeOrderIds: ['1042', '1043'] } }))

export const toPreviewResource = ({ orders, createdAt, finishedAt, ...preview }: Preview): PreviewResource => ({
  ...preview,
  ...(orders && {
    orders: orders.map(({ calls, ...order }) => ({
      ...order,
      calls: calls.map(({ body, ...call }) => ({ ...call, body: JSON.parse(body) })),
    })),
  }),
  createdAt: createdAt.toISOString(),
  ...given({ finishedAt: finishedAt?.toISOString() }),
})

import { type OpenProblem, type ProblemFilter, ProblemId, ProblemKind, type ProblemPosition } from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import { z } from 'zod'
import { bodyExamples } from '../body-examples.ts'
import { given } from '../given.ts'
import { Moment } from '../moment.ts'
import { pageQuery } from '../paging.ts'
import { Reason } from './reason.ts'

/** Something that does not flow. (`Problem` is how an error of this API looks, as RFC 9457 calls it.) */
export const ProblemItem = z
  .object({
    id: ProblemId.meta({ description: 'Stable as long as the problem stands' }),
    kind: ProblemKind.meta({
      description:
        '`connection`: paused by Pretok. `circuit`: one side of it fails too often and is left in peace for a while. `difference`: the store has changed an order that is booked already. `order`: held, rejected, or sent with an outcome that could not be found out. `product`: an item of the catalogue that is doubtful or was refused. `stock`: a row of the store that would not take its quantity. `stock-pass`: a pass over all stock that looks wrong and waits; release it with `POST /v1/stock-passes/:id/release`. `work`: given up, or failing again and again, without any of these that tells of it',
    }),
    connectionId: z.uuid(),
    connectionName: z.string(),
    pausedReason: Reason.optional().meta({
      description: 'Its connection is paused: another try waits until that is resumed',
    }),
    orderId: z.uuid().optional(),
    storeOrderId: z.string().optional(),
    productId: z.uuid().optional().meta({ description: 'The item, as in `/v1/products`' }),
    stockId: z.uuid().optional().meta({ description: 'The row, as in `/v1/stock`' }),
    stockPassId: z.uuid().optional().meta({ description: 'As in `/v1/stock-passes`' }),
    storeProductId: z.string().optional(),
    reference: z.string().optional().meta({ description: 'Of the order, or the code of the item' }),
    reason: Reason,
    since: z.iso.datetime(),
    retryable: z.boolean().meta({ description: 'Whether `POST .../retry` has it tried again' }),
    nextTryAt: z.iso.datetime().optional().meta({ description: 'When it is tried again by itself, or as asked' }),
  })
  .meta({
    id: 'ProblemItem',
    examples: [
      {
        id: 'order_01a2085c-1f0e-7a34-9c51-0d6a3b1e4f77',
        kind: 'order',
        connectionId: '01a2085b-5cbb-724e-850d-6594249c9fdf',
        connectionName: 'Trgovina',
        orderId: '01a2085c-1f0e-7a34-9c51-0d6a3b1e4f77',
        storeOrderId: '1042',
        reference: 'XKBKNABJK',
        reason: {
          code: 'ERR_ORDER_PRODUCT_UNKNOWN',
          message: 'MetaKocka has no product with the code "MUG-1".',
          messageSl: 'MetaKocka nima izdelka s šifro "MUG-1".',
          remedy: 'Create it in MetaKocka and try again, or let Pretok create missing products.',
          remedySl: 'Ustvarite ga v MetaKocki in poskusite znova ali pa Pretoku dovolite ustvarjanje.',
          details: { codes: ['MUG-1'] },
        },
        since: '2026-11-23T12:22:14.994Z',
        retryable: true,
      },
    ],
  })
export type ProblemItem = z.output<typeof ProblemItem>

/** Sort key of the list. */
const ProblemKey = z.tuple([z.iso.datetime(), ProblemId])

const filter = {
  connectionId: ConnectionId.optional(),
  kind: ProblemKind.optional(),
  code: z
    .string()
    .regex(/^ERR_[A-Z_]{1,60}$/, 'is not like ERR_ORDER_EMPTY')
    .optional()
    .meta({ description: 'Of its reason' }),
  since: Moment.optional().meta({ description: 'Standing since then or later' }),
  until: Moment.optional().meta({ description: 'Standing since before then' }),
}

const page = pageQuery(ProblemKey)

/** Which problems to show. */
export const ProblemQuery = z.strictObject({ ...filter, ...page })

/** Which problems to try again: at least one field of the filter, so that nobody tries all of them by mistake. */
export const ProblemsToRetry = z
  .strictObject({ ...filter, cursor: page.cursor })
  .refine(({ cursor, ...named }) => Object.keys(named).length > 0, {
    error: 'must name at least one of connectionId, kind, code, since and until',
  })
  .meta(
    bodyExamples({
      'a product was created': {
        connectionId: '01a2085b-5cbb-724e-850d-6594249c9fdf',
        code: 'ERR_ORDER_PRODUCT_UNKNOWN',
      },
      'an outage is over': { kind: 'order', since: '2026-11-23T02:00:00Z', until: '2026-11-23T04:00:00Z' },
    }),
  )

/** What became of it. */
export const RetriedProblems = z
  .object({
    retried: z.int().meta({ description: 'How many problems are tried again' }),
    more: z.boolean().meta({ description: 'There are others that the filter names' }),
    nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor`, with the same filter, to go on' }),
  })
  .meta({ id: 'RetriedProblems', examples: [{ retried: 117, more: false, nextCursor: null }] })
export type RetriedProblems = z.output<typeof RetriedProblems>

export const ProblemSummary = z
  .object({
    total: z.int(),
    counts: z.array(z.object({ kind: ProblemKind, code: z.string(), count: z.int() })),
  })
  .meta({
    id: 'ProblemSummary',
    examples: [{ total: 12, counts: [{ kind: 'order', code: 'ERR_ORDER_PRODUCT_UNKNOWN', count: 12 }] }],
  })

export const toFilter = (
  fields: { [Name in keyof ProblemFilter]?: ProblemFilter[Name] | undefined },
): ProblemFilter => {
  const { connectionId, kind, code, since, until } = fields
  return given({ connectionId, kind, code, since, until })
}

export const toPosition = ([since, id]: z.output<typeof ProblemKey>): ProblemPosition => ({ since, id })

/** The sort key of a position. */
export const toProblemKey = ({ since, id }: ProblemPosition): readonly string[] => [since, id]

export const toProblemItem = (problem: OpenProblem): ProblemItem => {
  const { id, kind, connectionId, connectionName, pausedReason, order, product, stock, stockPassId } = problem
  const { reason, since, nextTryAt } = problem
  return {
    id,
    kind,
    connectionId,
    connectionName,
    ...given({
      pausedReason,
      orderId: order?.id,
      storeOrderId: order?.storeOrderId,
      productId: product?.id,
      stockId: stock?.id,
      stockPassId,
      storeProductId: (product ?? stock)?.storeProductId,
      reference: order?.reference ?? (product ?? stock)?.code,
    }),
    reason,
    since: since.toISOString(),
    retryable: true,
    ...given({ nextTryAt: nextTryAt?.toISOString() }),
  }
}

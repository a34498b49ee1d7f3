import { askToFollow, dismissDifference, wantDifference } from '@pretok/db'
import { ConnectionId, isApplicable, OrderId } from '@pretok/domain'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit, toActor } from '../audit.ts'
import { RequestError } from '../errors.ts'
import { answers, problems } from '../problem.ts'
import { DifferenceItem, toDifferenceItem } from '../resources/difference.ts'
import { WriteHeaders } from '../write-once.ts'

export const differenceRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { writeOnce }) => {
  app.post(
    '/differences/:id/dismiss',
    {
      schema: {
        tags: ['Problems'],
        summary: 'Close a difference',
        description:
          'Says that what the store has changed of a booked order is settled, or is to stay as it is. It comes back when the store changes the same once more.',
        params: z.object({ id: z.uuid() }),
        headers: WriteHeaders,
        response: {
          200: answers('The difference; 404 when it is not open', DifferenceItem),
          ...problems(400, 404, 409, 422),
        },
      },
    },
    (request, reply) =>
      writeOnce(request, reply, { status: 200 }, async (tx) => {
        const difference = await dismissDifference(tx, request.params.id, toActor(request.caller))
        const { id, kind, connectionId, orderId } = difference
        const details = { kind, difference: id }
        await audit(tx, request, { action: 'difference.dismissed', connectionId, subject: `order/${orderId}`, details })
        return toDifferenceItem(difference)
      }),
  )

  app.post(
    '/differences/:id/apply',
    {
      schema: {
        tags: ['Problems'],
        summary: 'Apply a difference to the ERP',
        description:
          'Has what the store has changed carried over: lines, charges and total, addresses and cancellations to the document, refunds as credit notes, returns as complaints. It is done at most once, as the store has it now, and the document is read back; see the difference for what became of it. Documents that are invoiced or packed are not changed.',
        params: z.object({ id: z.uuid() }),
        headers: WriteHeaders,
        response: {
          202: answers(
            'The difference; 404 when it is not open, 409 when it is of a kind that cannot be applied',
            DifferenceItem,
          ),
          ...problems(400, 404, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const body = await writeOnce(request, reply, { status: 202 }, async (tx) => {
        const difference = await wantDifference(tx, request.params.id, toActor(request.caller))
        const { id, kind, connectionId, orderId } = difference
        if (!isApplicable(kind)) {
          throw new RequestError('ERR_DIFFERENCE_NOT_APPLICABLE', 'Correct one of the two sides by hand and try again')
        }
        const asked = { urgent: true, lane: 'live' } as const
        await askToFollow(tx, ConnectionId.parse(connectionId), [OrderId.parse(orderId)], asked)
        const details = { kind, difference: id }
        await audit(tx, request, { action: 'difference.wanted', connectionId, subject: `order/${orderId}`, details })
        return toDifferenceItem(difference)
      })
      return reply.status(202).send(body)
    },
  )
}

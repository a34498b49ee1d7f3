import { dismissDifference } from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit, toActor } from '../audit.ts'
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
}

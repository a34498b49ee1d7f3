import { setTimeout as wait } from 'node:timers/promises'
import { createPreview, getOrder, getPreview, work } from '@pretok/db'
import { ConnectionId, OrderId, type PreviewRequest } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { answers, problems } from '../problem.ts'
import { NewPreview, PreviewResource, toPreviewResource } from '../resources/preview.ts'

const shared = { tags: ['Previews'] }
const response = {
  200: answers('Done, or failed with the reason', PreviewResource),
  202: answers('Not done yet; `Location` leads to it', PreviewResource),
  ...problems(400, 404),
}

/** A person waits for it, so the answer does too, for so long. */
const patienceMs = 20_000
const lookEveryMs = 100
/** Each makes some calls to the store and the ERP. */
const config = { requestsPerMinute: 60 }

export const previewRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db }) => {
  const preview = async (connectionId: ConnectionId, request: PreviewRequest) => {
    const asked = await db.transaction(async (tx) => {
      const made = await createPreview(tx, connectionId, request)
      await work.ask(tx, ordersQueue, 'preview-orders', { connectionId, previewId: made.id }, { urgent: true })
      return made
    })
    const until = Date.now() + patienceMs
    let seen = asked
    while (seen.state === 'waiting' && Date.now() < until) {
      await wait(lookEveryMs)
      seen = await getPreview(db, asked.id)
    }
    return { status: seen.state === 'waiting' ? 202 : 200, body: toPreviewResource(seen) } as const
  }

  app.post(
    '/connections/:id/previews',
    {
      config,
      schema: {
        ...shared,
        summary: 'See what would become of orders of the store, without writing anything',
        description:
          'For the orders placed last, or for some by their ids in the store; read anew, whether they are known here or not, and also while the connection is paused or its orders are switched off.',
        params: z.object({ id: ConnectionId }),
        body: NewPreview,
        response,
      },
    },
    async (request, reply) => {
      const { status, body } = await preview(request.params.id, request.body)
      return reply.code(status).header('location', `/v1/previews/${body.id}`).send(body)
    },
  )

  app.post(
    '/orders/:id/preview',
    {
      config,
      schema: {
        ...shared,
        summary: 'See what would become of an order now, without writing anything',
        description: 'By what the store said of it last and the settings as they are now.',
        params: z.object({ id: OrderId }),
        response,
      },
    },
    async (request, reply) => {
      const { connectionId } = await getOrder(db, request.params.id)
      const { status, body } = await preview(connectionId as ConnectionId, { orderId: request.params.id })
      return reply.code(status).header('location', `/v1/previews/${body.id}`).send(body)
    },
  )

  app.get(
    '/previews/:id',
    {
      schema: {
        ...shared,
        summary: 'Get a preview',
        params: z.object({ id: z.uuid() }),
        response: { 200: answers('The preview', PreviewResource), ...problems(400, 404) },
      },
    },
    async ({ params }) => toPreviewResource(await getPreview(db, params.id)),
  )
}

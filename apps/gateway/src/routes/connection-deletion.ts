import { deleteConnection, describeDeletion } from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit } from '../audit.ts'
import { RequestError } from '../errors.ts'
import { answers, problems } from '../problem.ts'
import { DeletionResource, toDeletionResource } from '../resources/deletion.ts'

const shared = { tags: ['Connections'] }
const Params = z.object({ id: z.uuid() })

export const connectionDeletionRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db }) => {
  app.get(
    '/connections/:id/deletion',
    {
      schema: {
        ...shared,
        summary: 'See what deleting a connection would take away',
        params: Params,
        response: { 200: answers('What goes and what stays', DeletionResource), ...problems(400, 404) },
      },
    },
    async ({ params }) => toDeletionResource(await describeDeletion(db, params.id)),
  )

  app.delete(
    '/connections/:id',
    {
      config: { scope: 'admin' },
      schema: {
        ...shared,
        summary: 'Delete a connection and everything that is kept of it',
        description:
          'There is no way back. `GET /v1/connections/{id}/deletion` says what goes and what stays; without its `confirm`, nothing is deleted. Work that is under way ends without effect here, but a call to MetaKocka that is out may still be carried out there.',
        params: Params,
        querystring: z.strictObject({
          confirm: z.string().optional().meta({ description: 'The name of the connection, as a safeguard' }),
        }),
        response: { 204: z.undefined().describe('Deleted'), ...problems(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await db.transaction(async (tx) => {
        const facts = await describeDeletion(tx, id)
        if (request.query.confirm !== facts.name) {
          throw new RequestError(
            'ERR_CONNECTION_DELETE_UNCONFIRMED',
            `Deleting "${facts.name}" takes away ${facts.orders} orders with their history, ${facts.unsettledOrders} of them on their way to MetaKocka, and cannot be undone. To do so, repeat the request with its name: ?confirm=${encodeURIComponent(facts.name)}`,
          )
        }
        await deleteConnection(tx, id)
        await audit(tx, request, { action: 'connection.deleted', connectionId: id, details: { ...facts } })
      })
      return reply.code(204).send()
    },
  )
}

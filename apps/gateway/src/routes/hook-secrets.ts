import { deleteHookSecret, replaceHookSecret } from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { answers, problems } from '../problem.ts'
import { CreatedHookSecret, toHookUrl } from '../resources/hook-secret.ts'
import { WriteHeaders } from '../write-once.ts'

const shared = { tags: ['Connections'] }
const Params = z.object({ id: z.uuid() })

export const hookSecretRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db, box, writeOnce }) => {
  app.post(
    '/connections/:id/hook-secret',
    {
      schema: {
        ...shared,
        summary: 'Make the secret that the store signs its webhooks with',
        description:
          'The secret is in this answer and nowhere else: it is stored encrypted. One that was made before stops at once; what is signed with it is refused until the store has the new one.',
        params: Params,
        headers: WriteHeaders,
        response: {
          201: answers('Made; `secret` is shown this once', CreatedHookSecret),
          ...problems(400, 404, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const keep = ({ secret: _, ...rest }: CreatedHookSecret) => rest
      const body = await writeOnce<CreatedHookSecret>(request, reply, { status: 201, keep }, async (tx) => ({
        url: toHookUrl(id),
        secret: await replaceHookSecret(tx, box, id),
      }))
      return reply.code(201).send(body)
    },
  )

  app.delete(
    '/connections/:id/hook-secret',
    {
      schema: {
        ...shared,
        summary: 'Take the webhook secret away',
        description: 'From then on every webhook of the store is refused. What was stored before is still handled.',
        params: Params,
        response: { 204: z.undefined().describe('There is none any more'), ...problems(400, 404) },
      },
    },
    async ({ params }, reply) => {
      await deleteHookSecret(db, params.id)
      return reply.code(204).send()
    },
  )
}

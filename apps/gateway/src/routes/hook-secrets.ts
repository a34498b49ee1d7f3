import { deleteHookSecret, replaceHookSecret } from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit } from '../audit.ts'
import { answers, problems } from '../problem.ts'
import { CreatedHookSecret, HookSource, toHookUrl } from '../resources/hook-secret.ts'
import { WriteHeaders } from '../write-once.ts'

const shared = { tags: ['Connections'] }
const Params = z.object({ id: z.uuid(), source: HookSource.meta({ description: 'Who signs with it' }) })

export const hookSecretRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db, box, writeOnce }) => {
  app.post(
    '/connections/:id/hook-secrets/:source',
    {
      schema: {
        ...shared,
        summary: 'Make the secret that the store or the ERP signs its webhooks with',
        description:
          'Each side has one of its own. The secret is in this answer and nowhere else: it is stored encrypted. One that was made before stops at once; what is signed with it is refused until the sender has the new one.',
        params: Params,
        headers: WriteHeaders,
        response: {
          201: answers('Made; `secret` is shown this once', CreatedHookSecret),
          ...problems(400, 404, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const { id: connectionId, source } = request.params
      const keep = ({ secret: _, ...rest }: CreatedHookSecret) => rest
      const body = await writeOnce<CreatedHookSecret>(request, reply, { status: 201, keep }, async (tx) => {
        const secret = await replaceHookSecret(tx, box, { connectionId, source })
        await audit(tx, request, { action: 'hook-secret.replaced', connectionId, details: { source } })
        return { url: toHookUrl(source, connectionId), secret }
      })
      return reply.code(201).send(body)
    },
  )

  app.delete(
    '/connections/:id/hook-secrets/:source',
    {
      schema: {
        ...shared,
        summary: 'Take the webhook secret away',
        description: 'From then on every webhook of this sender is refused. What was stored before is still handled.',
        params: Params,
        response: { 204: z.undefined().describe('There is none any more'), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { id: connectionId, source } = request.params
      await db.transaction(async (tx) => {
        await deleteHookSecret(tx, { connectionId, source })
        await audit(tx, request, { action: 'hook-secret.deleted', connectionId, details: { source } })
      })
      return reply.code(204).send()
    },
  )
}

import { createApiKey, deleteApiKey, listApiKeys } from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit } from '../audit.ts'
import { given } from '../given.ts'
import { IdKey, pageOf, pageQuery, toPage } from '../paging.ts'
import { answers, problems } from '../problem.ts'
import { ApiKeyResource, CreatedApiKey, NewApiKey, toApiKeyResource } from '../resources/api-key.ts'
import { WriteHeaders } from '../write-once.ts'

const shared = { tags: ['API keys'] }

export const apiKeyRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db, writeOnce }) => {
  app.get(
    '/api-keys',
    {
      config: { scope: 'admin' },
      schema: {
        ...shared,
        summary: 'List API keys',
        querystring: z.strictObject(pageQuery(IdKey)),
        response: { 200: answers('A page of API keys, newest first', pageOf(ApiKeyResource)), ...problems(400) },
      },
    },
    async ({ query: { limit, cursor } }) => {
      const rows = await listApiKeys(db, { limit: limit + 1, ...given({ after: cursor?.[0] }) })
      return toPage(rows, limit, toApiKeyResource, ({ id }) => [id])
    },
  )

  app.post(
    '/api-keys',
    {
      config: { scope: 'admin' },
      schema: {
        ...shared,
        summary: 'Make an API key',
        description: 'The key is in this answer and nowhere else: only a hash of it is stored.',
        headers: WriteHeaders,
        body: NewApiKey,
        response: { 201: answers('Made; `key` is shown this once', CreatedApiKey), ...problems(400, 409, 422) },
      },
    },
    async (request, reply) => {
      const { name, scopes, expiresAt } = request.body
      const keep = ({ key: _, ...rest }: CreatedApiKey) => rest
      const body = await writeOnce<CreatedApiKey>(request, reply, { status: 201, keep }, async (tx) => {
        const { apiKey, key } = await createApiKey(tx, { name, scopes, ...given({ expiresAt }) })
        const details = { name, scopes, ...given({ expiresAt: expiresAt?.toISOString() }) }
        await audit(tx, request, { action: 'api-key.created', subject: `api-key/${apiKey.id}`, details })
        return { ...toApiKeyResource(apiKey), key }
      })
      return reply.code(201).send(body)
    },
  )

  app.delete(
    '/api-keys/:id',
    {
      config: { scope: 'admin' },
      schema: {
        ...shared,
        summary: 'Delete an API key',
        description: 'It is refused from then on. The last key with the scope `admin` cannot be deleted.',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.undefined().describe('Deleted'), ...problems(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await db.transaction(async (tx) => {
        await deleteApiKey(tx, id)
        await audit(tx, request, { action: 'api-key.deleted', subject: `api-key/${id}` })
      })
      return reply.code(204).send()
    },
  )
}

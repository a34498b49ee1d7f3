import { type ApiKey, type Database, findApiKey, noteApiKeyUse } from '@pretok/db'
import fp from 'fastify-plugin'
import { RequestError } from '../errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; on every route under `/v1`. */
    apiKey: ApiKey
  }
}

const bearerToken = (header: string | undefined): string => /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? ''

/** Lets in whoever presents a valid API key with the scope of the method: `read` for GET, `write` for the rest. */
export const authentication = fp<Pick<Database, 'db'>>(
  async (app, { db }) => {
    app.decorateRequest('apiKey')
    app.addHook('onRequest', async (request) => {
      const token = bearerToken(request.headers.authorization)
      // A missing or odd token is looked up like any other, so that each refusal takes the same time.
      const apiKey = await findApiKey(db, token)
      if (!apiKey) {
        throw new RequestError(
          'ERR_REQUEST_UNAUTHENTICATED',
          token ? 'The API key is unknown or has expired' : 'Send an API key: Authorization: Bearer pk_...',
        )
      }
      const needed = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write'
      if (!apiKey.scopes.includes(needed)) {
        throw new RequestError('ERR_REQUEST_FORBIDDEN', `The API key "${apiKey.name}" lacks the scope ${needed}`)
      }
      request.apiKey = apiKey
      await noteApiKeyUse(db, apiKey)
    })
  },
  { name: 'authentication' },
)

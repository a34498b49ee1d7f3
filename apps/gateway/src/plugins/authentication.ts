import { type Actor, type Database, findApiKey, noteApiKeyUse, type Scope } from '@pretok/db'
import fp from 'fastify-plugin'
import { RequestError } from '../errors.ts'

export interface Caller extends Actor {
  scopes: readonly Scope[]
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; on every route under `/v1`. */
    caller: Caller
  }
  interface FastifyContextConfig {
    /** What a caller needs; `read` for GET and `write` for the rest if not said. */
    scope?: Scope
  }
}

const bearerToken = (header: string | undefined): string => /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? ''

/** Lets in whoever presents a valid API key with the scope that the route needs. */
export const authentication = fp<Pick<Database, 'db'>>(
  async (app, { db }) => {
    app.decorateRequest('caller')
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
      const usual = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write'
      const needed = request.routeOptions.config.scope ?? usual
      if (!apiKey.scopes.includes(needed)) {
        throw new RequestError('ERR_REQUEST_FORBIDDEN', `The API key "${apiKey.name}" lacks the scope ${needed}`)
      }
      request.caller = { kind: 'api-key', id: apiKey.id, name: apiKey.name, scopes: apiKey.scopes }
      await noteApiKeyUse(db, apiKey)
    })
  },
  { name: 'authentication' },
)

import {
  type Actor,
  type ApiKey,
  type Database,
  findApiKey,
  findSession,
  noteApiKeyUse,
  noteSessionUse,
  type Role,
  type Scope,
  type Session,
} from '@pretok/db'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { requireOwnOrigin } from '../cross-origin.ts'
import { RequestError } from '../errors.ts'
import { findSessionToken } from '../session-cookie.ts'

export interface Caller extends Actor {
  kind: 'user' | 'api-key'
  scopes: readonly Scope[]
  expiresAt?: Date
  /** Of a person. */
  session?: Session
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; on every route under `/v1` that is not for everybody. */
    caller: Caller
  }
  interface FastifyContextConfig {
    /**
     * What a caller needs; `read` for GET and `write` for the rest if not said. `any`: nothing but to be known; `none`: not even
     * that.
     */
    scope?: Scope | 'any' | 'none'
  }
}

const scopesOf: Record<Role, readonly Scope[]> = {
  viewer: ['read'],
  operator: ['read', 'write'],
  admin: ['read', 'write', 'admin'],
}

const ofApiKey = ({ id, name, scopes, expiresAt }: ApiKey): Caller => ({
  kind: 'api-key',
  id,
  name,
  scopes,
  ...(expiresAt && { expiresAt }),
})

/** A person, as long as their session lasts. */
export const ofSession = (session: Session): Caller => {
  const { user, expiresAt } = session
  return { kind: 'user', id: user.id, name: user.name, scopes: scopesOf[user.role], expiresAt, session }
}

const isSafe = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD'

const bearerToken = (header: string): string => /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? ''

const unauthenticated = (message: string) => new RequestError('ERR_REQUEST_UNAUTHENTICATED', message)

/**
 * Lets in whoever has the scope that the route needs: with an API key, or signed in. A request with an `Authorization` header is
 * judged by that alone.
 */
export const authentication = fp<Pick<Database, 'db'>>(
  async (app, { db }) => {
    const findByApiKey = async (header: string): Promise<Caller> => {
      // An odd token is looked up like any other, so that each refusal takes the same time.
      const token = bearerToken(header)
      const apiKey = await findApiKey(db, token)
      if (!apiKey) {
        throw unauthenticated(
          token ? 'The API key is unknown or has expired' : 'Send an API key: Authorization: Bearer pk_...',
        )
      }
      await noteApiKeyUse(db, apiKey)
      return ofApiKey(apiKey)
    }

    const findByCookie = async (request: FastifyRequest): Promise<Caller> => {
      const token = findSessionToken(request)
      if (token === undefined) throw unauthenticated('Sign in, or send an API key: Authorization: Bearer pk_...')
      if (!isSafe(request)) requireOwnOrigin(request, true)
      const session = await findSession(db, token)
      if (!session) throw unauthenticated('The session has ended; sign in again')
      return ofSession(await noteSessionUse(db, session))
    }

    app.decorateRequest('caller')
    app.addHook('onRequest', async (request) => {
      const needed = request.routeOptions.config.scope ?? (isSafe(request) ? 'read' : 'write')
      if (needed === 'none') return
      const { authorization } = request.headers
      const caller = authorization === undefined ? await findByCookie(request) : await findByApiKey(authorization)
      if (needed !== 'any' && !caller.scopes.includes(needed)) {
        const who = caller.session ? `The role ${caller.session.user.role}` : `The API key "${caller.name}"`
        throw new RequestError('ERR_REQUEST_FORBIDDEN', `${who} lacks the scope ${needed}`)
      }
      request.caller = caller
    })
  },
  { name: 'authentication', dependencies: ['@fastify/cookie'] },
)

import { createHash } from 'node:crypto'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { RequestError } from '../errors.ts'
import { findSessionToken } from '../session-cookie.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose requests are counted together, where it is neither an API key's, a session's nor an address's. */
    countedAs?: (request: FastifyRequest) => string
    /** A limit of its own, for what costs more than most; counted apart. */
    requestsPerMinute?: number
  }
}

const toCaller = (request: FastifyRequest): string => {
  const { headers, ip, routeOptions } = request
  const { countedAs } = routeOptions.config
  if (countedAs) return countedAs(request)
  const secret = headers.authorization ?? findSessionToken(request)
  return secret ? createHash('sha256').update(secret).digest('base64url') : ip
}

const toCounter = (request: FastifyRequest): string => {
  const { url, config } = request.routeOptions
  return config.requestsPerMinute === undefined ? toCaller(request) : `${toCaller(request)} ${url}`
}

/** Headers for browsers, and a limit per API key or session (per address without one), counted in this process. */
export const protection = fp<{ requestsPerMinute: number }>(
  async (app, { requestsPerMinute }) => {
    await app.register(helmet, {
      // Nothing but the reference page is for browsers, and it brings its own policy.
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      // Whether there is TLS, and on which names, only whoever terminates it knows.
      strictTransportSecurity: false,
    })
    await app.register(rateLimit, {
      global: false,
      max: ({ routeOptions }) => routeOptions.config.requestsPerMinute ?? requestsPerMinute,
      timeWindow: 60_000,
      allowList: ({ routeOptions }) => routeOptions.config.isProbe ?? false,
      keyGenerator: toCounter,
      errorResponseBuilder: (_request, { max, ttl }) =>
        new RequestError(
          'ERR_REQUEST_RATE_LIMITED',
          `More than ${max} requests in a minute; go on in ${Math.ceil(ttl / 1000)} s`,
        ),
    })
    // The plugin's own way adds it to each route, behind the hooks of the scope: refused keys would not count.
    app.addHook('onRequest', app.rateLimit())
  },
  { name: 'protection', dependencies: ['@fastify/cookie'] },
)

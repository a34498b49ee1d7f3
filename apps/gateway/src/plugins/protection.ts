import { createHash } from 'node:crypto'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { RequestError } from '../errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose requests are counted together, where it is neither an API key's nor an address's. */
    countedAs?: (request: FastifyRequest) => string
  }
}

const toCaller = (request: FastifyRequest): string => {
  const { headers, ip, routeOptions } = request
  if (routeOptions.config.countedAs) return routeOptions.config.countedAs(request)
  return headers.authorization ? createHash('sha256').update(headers.authorization).digest('base64url') : ip
}

/** Headers for browsers, and a limit per API key (per address without one), counted in this process. */
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
      max: requestsPerMinute,
      timeWindow: 60_000,
      allowList: ({ routeOptions }) => routeOptions.config.isProbe ?? false,
      keyGenerator: toCaller,
      errorResponseBuilder: (_request, { max, ttl }) =>
        new RequestError(
          'ERR_REQUEST_RATE_LIMITED',
          `More than ${max} requests in a minute; go on in ${Math.ceil(ttl / 1000)} s`,
        ),
    })
    // The plugin's own way adds it to each route, behind the hooks of the scope: refused keys would not count.
    app.addHook('onRequest', app.rateLimit())
  },
  { name: 'protection' },
)

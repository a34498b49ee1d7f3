import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked often and from within: neither logged nor counted. */
    isProbe?: boolean
  }
}

/** One line per request: no bodies, no query values, no headers. The route's pattern stands for the address. */
export const requestLog = fp(
  async (app) => {
    app.addHook('onSend', async (request, reply) => {
      reply.header('x-request-id', request.id)
    })
    app.addHook('onResponse', async (request, reply) => {
      if (request.routeOptions.config.isProbe) return
      request.log.info(
        {
          method: request.method,
          route: request.routeOptions.url ?? 'unknown',
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'request',
      )
    })
  },
  { name: 'request-log' },
)

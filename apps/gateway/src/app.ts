import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { Database } from '@pretok/db'
import type { Logger, SecretBox } from '@pretok/kernel'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { RequestError, sendProblem } from './errors.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { authentication } from './plugins/authentication.ts'
import { closing } from './plugins/closing.ts'
import { jsonBody } from './plugins/json-body.ts'
import { protection } from './plugins/protection.ts'
import { reference } from './plugins/reference.ts'
import { requestLog } from './plugins/request-log.ts'
import { problems } from './problem.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { auditRoutes } from './routes/audit.ts'
import { connectionDeletionRoutes } from './routes/connection-deletion.ts'
import { connectionFactsRoutes } from './routes/connection-facts.ts'
import { connectionTestRoutes } from './routes/connection-tests.ts'
import { connectionRoutes } from './routes/connections.ts'
import { customerRoutes } from './routes/customers.ts'
import { differenceRoutes } from './routes/differences.ts'
import { healthRoutes } from './routes/health.ts'
import { hookSecretRoutes } from './routes/hook-secrets.ts'
import { hookRoutes } from './routes/hooks.ts'
import { orderRoutes } from './routes/orders.ts'
import { previewRoutes } from './routes/previews.ts'
import { problemRoutes } from './routes/problems.ts'
import { productRoutes } from './routes/products.ts'
import { sessionRoutes } from './routes/session.ts'
import { stockRoutes } from './routes/stock.ts'
import { syncRoutes } from './routes/syncs.ts'
import { userRoutes } from './routes/users.ts'
import { createWriteOnce, type WriteOnce } from './write-once.ts'

export interface GatewayDeps {
  db: Database['db']
  box: SecretBox
  log: Logger
  /** Lets connections lead to loopback and private addresses. */
  allowPrivateNetworks: boolean
  /** Per API key or session. */
  requestsPerMinute: number
  /** Proxies whose word is taken for who asks, by which protocol and host: addresses, networks, `loopback` and the like. */
  trustProxy: string[] | false
}

export interface RouteDeps extends GatewayDeps {
  writeOnce: WriteOnce
  passwords: Passwords
}

/** The gateway, ready to listen or to be asked by `inject`. */
export const buildApp = async (deps: GatewayDeps) => {
  const app = Fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    trustProxy: deps.trustProxy,
    frameworkErrors: sendProblem,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler(() => {
    throw new RequestError('ERR_REQUEST_ROUTE_UNKNOWN', 'There is nothing at this address with this method')
  })

  await app.register(closing)
  await app.register(requestLog)
  await app.register(cookie)
  await app.register(protection, { requestsPerMinute: deps.requestsPerMinute })
  await app.register(jsonBody)
  await app.register(reference)
  await app.register(healthRoutes, { db: deps.db })
  await app.register(hookRoutes, { db: deps.db, box: deps.box })
  await app.register(
    async (v1) => {
      // What every route under it may answer besides its own.
      v1.addHook('onRoute', (route) => {
        route.schema = {
          ...route.schema,
          response: { ...(route.schema?.response as object), ...problems(401, 403, 429, 500, 503) },
        }
      })
      await v1.register(authentication, { db: deps.db })
      const routeDeps: RouteDeps = { ...deps, writeOnce: createWriteOnce(deps), passwords: createPasswords() }
      for (const routes of [
        connectionRoutes,
        connectionDeletionRoutes,
        connectionFactsRoutes,
        connectionTestRoutes,
        hookSecretRoutes,
        syncRoutes,
        orderRoutes,
        previewRoutes,
        customerRoutes,
        differenceRoutes,
        problemRoutes,
        productRoutes,
        stockRoutes,
        sessionRoutes,
        userRoutes,
        apiKeyRoutes,
        auditRoutes,
      ])
        await v1.register(routes, routeDeps)
    },
    { prefix: '/v1' },
  )
  await app.ready()
  return app
}

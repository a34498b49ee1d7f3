import { openDatabase, storeFirstApiKey } from '@pretok/db'
import { createLogger, createSecretBox, createShutdown, parseEnvironment } from '@pretok/kernel'
import { buildApp } from './app.ts'
import { startClearingInboundEvents } from './clear-inbound-events.ts'
import { Config } from './config.ts'

const config = parseEnvironment(Config, process.env)
const box = createSecretBox(config.PRETOK_SECRET_KEYS)
const log = createLogger('gateway', config.LOG_LEVEL)
const shutdown = createShutdown(log)

const { db, close } = openDatabase({ url: config.DATABASE_URL, applicationName: 'pretok-gateway' })
shutdown.add(close)
if (config.PRETOK_BOOTSTRAP_API_KEY) await storeFirstApiKey(db, config.PRETOK_BOOTSTRAP_API_KEY)

const clearing = startClearingInboundEvents({ db, log })
shutdown.add(() => clearing.close())

const app = await buildApp({
  db,
  box,
  log,
  allowPrivateNetworks: config.PRETOK_ALLOW_PRIVATE_NETWORKS,
  requestsPerMinute: config.PRETOK_REQUESTS_PER_MINUTE,
})
shutdown.add(() => app.close())
await app.listen({ host: config.HOST, port: config.PORT })

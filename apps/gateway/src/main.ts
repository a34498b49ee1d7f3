import { openDatabase, storeFirstApiKey } from '@pretok/db'
import { createLogger, createSecretBox, createShutdown, parseEnvironment } from '@pretok/kernel'
import { buildApp } from './app.ts'
import { startClearing } from './clear-outdated.ts'
import { Config } from './config.ts'
import { letFirstAdminIn } from './first-admin.ts'
import { createPasswords } from './passwords.ts'

const config = parseEnvironment(Config, process.env)
const box = createSecretBox(config.PRETOK_SECRET_KEYS)
const log = createLogger('gateway', config.LOG_LEVEL)
const shutdown = createShutdown(log)

const { db, close } = openDatabase({ url: config.DATABASE_URL, applicationName: 'pretok-gateway' })
shutdown.add(close)
if (config.PRETOK_BOOTSTRAP_API_KEY) await storeFirstApiKey(db, config.PRETOK_BOOTSTRAP_API_KEY)
const { PRETOK_BOOTSTRAP_ADMIN_EMAIL: email, PRETOK_BOOTSTRAP_ADMIN_PASSWORD: password } = config
if (email && password) await letFirstAdminIn({ db, passwords: createPasswords() }, { email, password })

const clearing = startClearing({ db, log, timelineMonths: config.PRETOK_TIMELINE_MONTHS })
shutdown.add(() => clearing.close())

const app = await buildApp({
  db,
  box,
  log,
  allowPrivateNetworks: config.PRETOK_ALLOW_PRIVATE_NETWORKS,
  requestsPerMinute: config.PRETOK_REQUESTS_PER_MINUTE,
  trustProxy: config.PRETOK_TRUST_PROXY ?? false,
})
shutdown.add(() => app.close())
await app.listen({ host: config.HOST, port: config.PORT })

import { readFileSync } from 'node:fs'
import { createLogger, createShutdown, parseEnvironment } from '@pretok/kernel'
import { z } from 'zod'
import { SeedProduct } from './seeds.ts'
import { startMetakockaSandbox } from './server.ts'

const Environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8091),
  COMPANY_ID: z.string().default('16'),
  SECRET_KEY: z.string().optional(),
  /** Where the companies are kept; absent: in memory. */
  DATA_FILE: z.string().optional(),
  /** JSON list of products the company starts with. */
  SEED_FILE: z.string().optional(),
  LOG_LEVEL: z.string().default('info'),
})

const { HOST, PORT, COMPANY_ID, SECRET_KEY, DATA_FILE, SEED_FILE, LOG_LEVEL } = parseEnvironment(
  Environment,
  process.env,
)
const log = createLogger('metakocka-sandbox', LOG_LEVEL)
const shutdown = createShutdown(log)
const sandbox = await startMetakockaSandbox({
  host: HOST,
  port: PORT,
  companyId: COMPANY_ID,
  ...(SECRET_KEY === undefined ? {} : { secretKey: SECRET_KEY }),
  ...(DATA_FILE === undefined ? {} : { dataFile: DATA_FILE }),
  ...(SEED_FILE === undefined
    ? {}
    : { seedProducts: z.array(SeedProduct).parse(JSON.parse(readFileSync(SEED_FILE, 'utf8'))) }),
})
shutdown.add(() => sandbox.close())
log.info({ url: sandbox.url, companyId: sandbox.companyId }, 'MetaKocka sandbox is listening')

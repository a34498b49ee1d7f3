import { createLogger, createShutdown, parseEnvironment } from '@pretok/kernel'
import { z } from 'zod'
import { startPrestashopSandbox } from './sandbox.ts'

const Settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8081),
  /** A folder in the format `prestashop-dump-1`. */
  DATA: z.string().optional(),
})

const { HOST, PORT, DATA } = parseEnvironment(Settings, process.env)
const log = createLogger('prestashop-sandbox')
const sandbox = await startPrestashopSandbox({ host: HOST, port: PORT, ...(DATA !== undefined && { data: DATA }) })
createShutdown(log).add(sandbox.close)
log.info({ url: sandbox.url }, 'listening')

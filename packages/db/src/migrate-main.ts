import { createLogger, parseEnvironment } from '@pretok/kernel'
import { z } from 'zod'
import { migrate } from './migrate.ts'

// The program that brings the database up to date and ends: the step before any app starts.

const Config = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be like postgres://user:password@host:5432/pretok' }),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

const { DATABASE_URL, LOG_LEVEL } = parseEnvironment(Config, process.env)
await migrate(DATABASE_URL)
createLogger('migrate', LOG_LEVEL).info('the database is up to date')

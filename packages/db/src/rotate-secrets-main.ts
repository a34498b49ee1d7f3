import { createLogger, createSecretBox, parseEnvironment } from '@pretok/kernel'
import { z } from 'zod'
import { openDatabase } from './database.ts'
import { rotateSecrets } from './rotate-secrets.ts'

// The program that seals all stored secrets under the first key and ends. Everything else may run meanwhile.

const Config = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be like postgres://user:password@host:5432/pretok' }),
  PRETOK_SECRET_KEYS: z.string().min(1),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

const { DATABASE_URL, PRETOK_SECRET_KEYS, LOG_LEVEL } = parseEnvironment(Config, process.env)
const log = createLogger('rotate-secrets', LOG_LEVEL)
const box = createSecretBox(PRETOK_SECRET_KEYS)
const { db, close } = openDatabase({ url: DATABASE_URL, applicationName: 'pretok-rotate-secrets' })
try {
  const { resealed, unreadable } = await rotateSecrets(db, box)
  if (unreadable.length === 0) {
    log.info({ resealed }, 'every secret is sealed under the first key; the other keys may go')
  } else {
    log.error(
      { resealed, connectionIds: unreadable },
      'some secrets do not open: bring their key back, or enter them anew',
    )
    process.exitCode = 1
  }
} finally {
  await close()
}
